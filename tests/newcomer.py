"""Asks one sloppy question in the running simulator and reads the answer; exit code not 0 if it does not come."""

import json
import sys
import time
import urllib.request

CHAT, PORTAL = (f"http://127.0.0.1:{int(sys.argv[1]) + offset}" for offset in (0, 1))


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  (loopback)
        return str(answer.read().decode())


def main() -> None:
    user = json.loads(get(f"{CHAT}/_sim/state"))["people"][0]["user_id"]
    body = json.dumps({"user_id": user, "text": "mo tiem tap hoa phai lam sao"}).encode()
    asked = time.time() * 1000
    said = urllib.request.Request(f"{CHAT}/_sim/say", body, {"Content-Type": "application/json"})  # noqa: S310
    urllib.request.urlopen(said, timeout=5).close()  # noqa: S310
    for _ in range(100):
        lines = json.loads(get(f"{CHAT}/_sim/state?user_id={user}"))["lines"]
        answers = [line["text"] for line in lines if line["src"] == 0 and line["time"] > asked]
        if answers:
            break
        time.sleep(0.1)
    text = answers[-1] if answers else ""
    if not text.startswith("ĐĂNG KÝ THÀNH LẬP HỘ KINH DOANH") or f"{PORTAL}/01" not in text:
        sys.exit(f"newcomer: unexpected answer: {text[:200]!r}")
    if "Giấy tờ cần nộp" not in get(f"{PORTAL}/01"):
        sys.exit("newcomer: the page behind the link is not the procedure's")


main()
