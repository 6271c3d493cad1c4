"use strict";
const examples = ["mo tiem tap hoa phai lam sao", "lệ phí bao nhiêu", "làm online được không", "sang tên đất cho con",
  "làm giấy khai sinh", "hôm nay có làm việc không", "MENU"];
const $ = (id) => document.getElementById(id);
let user = localStorage.getItem("user") || "", shown = "", busy = false;

const post = (what, value) => fetch(`/_sim/${what}`, {method: "POST", body: JSON.stringify({user, ...value})}).then((r) => r.json());
const make = (name, text = "", attributes = {}) => Object.assign(document.createElement(name), {textContent: text}, attributes);

function linked(text) {
  const part = document.createDocumentFragment();
  for (const piece of text.split(/(https?:\/\/[^\s]+)/)) {
    const isLink = /^https?:\/\//.test(piece);
    part.append(isLink ? make("a", piece, {href: piece, target: "_blank", rel: "noopener"}) : piece);
  }
  return part;
}

const clock = (ms) => new Date(ms).toLocaleTimeString("vi-VN", {hour: "2-digit", minute: "2-digit"});
const names = {image: "[ảnh]", sticker: "[nhãn dán]", audio: "[giọng nói]", location: "[vị trí]", file: "[tệp]", gif: "[ảnh động]"};
const ticks = {sending: "đang gửi", delivered: "đã gửi", failed: "chưa gửi được", sent: ""};

// A long answer is shown from its beginning, a short one at the end of the talk.
function scrollDown() {
  const lines = $("lines"), last = lines.lastElementChild;
  lines.scrollTop = last.offsetHeight > lines.clientHeight * 0.6 ? last.offsetTop - lines.offsetTop - 70 : lines.scrollHeight;
}

function bubble(line) {
  const item = make("li", "", {className: line.src ? "me" : line.admin_id ? "staff" : ""});
  const payload = line.attachment && line.attachment.payload || {};
  for (const element of payload.elements || []) {
    if (element.attachment_id) {
      const onload = scrollDown;
      item.append(make("img", "", {src: `/_sim/picture/${element.attachment_id}`, alt: "Hình kèm tin nhắn", onload}));
    }
    if (element.title) item.append(make("strong", element.title), make("span", ` ${element.subtitle || ""}`));
  }
  item.append(linked(line.text || names[line.kind] || ""));
  if (payload.buttons) {
    const taps = make("div", "", {className: "taps"});
    for (const one of payload.buttons) {
      const tap = make("button", one.title, {type: "button"});
      tap.onclick = () => one.type === "oa.open.url" ? window.open(one.payload.url, "_blank") : say(one.payload);
      taps.append(tap);
    }
    item.append(taps);
  }
  const by = line.admin_id ? "cán bộ · " : "";
  item.append(make("small", `${by}${clock(line.time)} ${line.src ? ticks[line.status] || "" : ""}`));
  return item;
}

function show(state) {
  $("account").textContent = state.account;
  $("people").replaceChildren(...state.people.map((person) => {
    const button = make("button", person.name, {type: "button"});
    button.append(make("small", person.last || "chưa nhắn gì"));
    button.setAttribute("aria-current", person.id === user);
    button.onclick = () => { user = person.id; localStorage.setItem("user", user); shown = ""; refresh(); };
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  const key = JSON.stringify(state.lines);
  if (key !== shown) {
    shown = key;
    const empty = make("li", "Nhắn một câu để bắt đầu, hoặc chọn câu mẫu bên dưới.", {className: "empty"});
    $("lines").replaceChildren(...(state.lines.length ? state.lines.map(bubble) : [empty]));
    scrollDown();
  }
  $("attempts").replaceChildren(...state.attempts.reverse().map((one) => {
    const row = document.createElement("tr");
    row.append(make("td", one.name), make("td", one.status || "–"), make("td", one.ms));
    return row;
  }));
  $("violations").textContent = state.violations.join("\n");
}

async function refresh() {
  if (busy) return;
  busy = true;
  try {
    let state = await fetch(`/_sim/state?user=${user}`).then((r) => r.json());
    if (!state.people.some((person) => person.id === user)) {
      user = state.people[0].id;
      state = await fetch(`/_sim/state?user=${user}`).then((r) => r.json());
    }
    show(state);
  } catch { $("violations").textContent = "Mất kết nối với máy giả lập."; }
  busy = false;
}

async function say(text) {
  if (!text.trim()) return;
  await post("say", {text});
  refresh();
}

$("write").onsubmit = (event) => { event.preventDefault(); const text = $("text").value; $("text").value = ""; say(text); };
$("add").onclick = async () => {
  const name = prompt("Tên người dân?", "Chú Ba, 72 tuổi");
  if (name) { user = (await post("person", {name})).user_id; localStorage.setItem("user", user); refresh(); }
};
$("staff").onclick = () => post("staff", {text: "Chào cô chú, cán bộ quầy đây ạ."}).then(refresh);
document.querySelectorAll("[data-give]").forEach((b) => { b.onclick = () => post("give", {kind: b.dataset.give}).then(refresh); });
document.querySelectorAll("[data-relate]").forEach((b) => { b.onclick = () => post("relate", {name: b.dataset.relate}).then(refresh); });
document.querySelectorAll("[data-switch]").forEach((b) => { b.onchange = () => post("switch", {name: b.dataset.switch, value: b.checked}); });
document.querySelector("[data-slow]").onchange = (e) => post("switch", {name: "latency_ms", value: e.target.checked ? 1000 : 0});
$("examples").append(...examples.map((text) => { const b = make("button", text, {type: "button"}); b.onclick = () => say(text); return b; }));
refresh();
setInterval(refresh, 700);
