#!/usr/bin/env bash
# Does what the README says: `make run`, asks in the chat, reads the answer, ends with Ctrl-C; nothing may be left.
set -euo pipefail
port=${PORT:-18480}
log=$(mktemp)
setsid make run PORT="$port" >"$log" 2>&1 &
group=$!
trap 'kill -KILL -- -$group 2>/dev/null || true' EXIT

for _ in $(seq 300); do grep -q 'Ctrl-C' "$log" && break; sleep 0.1; done
grep -q "http://127.0.0.1:$port/" "$log" || { cat "$log" >&2; echo "newcomer: no address printed" >&2; exit 1; }
.venv/bin/python tests/newcomer.py "$port"

kill -INT -- -"$group"
for _ in $(seq 100); do pgrep -g "$group" >/dev/null || break; sleep 0.1; done
if pgrep -g "$group" -a; then echo "newcomer: processes left after Ctrl-C" >&2; exit 1; fi
trap - EXIT
echo "newcomer: ok"
