"use strict";
const EXAMPLES = ["mo tiem tap hoa phai lam sao", "lệ phí bao nhiêu", "làm online được không", "làm giấy khai sinh cho bé",
  "sang tên đất cho con", "hôm nay có làm việc không", "MENU"];
const TICKS = {sending: "Đang gửi…", delivered: "✓ Đã gửi", failed: "! Chưa chuyển được, Zalo sẽ gửi lại"};
const ICONS = {
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01", sticker: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 10h.01M15.5 10h.01M8 14.5q4 4 8 0",
  audio: "M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4", location: "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21M12 9.5h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
};
const NAMES = {image: "Ảnh", gif: "Ảnh động", sticker: "Nhãn dán", audio: "Tin nhắn thoại", location: "Vị trí", file: "Tệp đính kèm",
  video: "Video", link: "Liên kết", business_card: "Danh thiếp"};
const COLOURS = ["#c2410c", "#0f766e", "#7c3aed", "#b91c5c", "#1d4ed8", "#4d7c0f"];

const $ = (id) => document.getElementById(id);
const make = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};
const isWeb = (url) => /^https?:\/\//.test(url || "");
const outside = (href, ...children) => make("a", {href, target: "_blank", rel: "noopener"}, ...children);

let user = localStorage.getItem("user") || "", seen = "", nodes = new Map(), last = null, asking = null, labels = {switches: {}};

async function post(what, value = {}) {
  const body = JSON.stringify({user_id: user, ...value});
  const answer = await fetch(`/_sim/${what}`, {method: "POST", headers: {"Content-Type": "application/json"}, body});
  return answer.json();
}

function say(text) {
  if (text.trim()) post("say", {text});
}

function linked(text) {
  const part = document.createDocumentFragment();
  text.split(/(https?:\/\/[^\s]*[^\s.,;:!?)”"'])/).forEach((piece, at) => part.append(at % 2 ? outside(piece, piece) : piece));
  return part;
}

function icon(kind) {
  const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[kind] || ICONS.file);
  svg.append(path);
  return svg;
}

function actor(className, action, ...children) {
  const payload = action.payload || {};
  if (action.type === "oa.open.url") return Object.assign(outside(isWeb(action.url || payload.url) ? action.url || payload.url : "#", ...children), {className});
  if (action.type === "oa.open.phone") return make("a", {className, href: `tel:+${payload.phone_code}`}, ...children);
  if (action.type === "oa.open.sms") return make("a", {className, href: `sms:+${payload.phone_code}?body=${encodeURIComponent(payload.content)}`}, ...children);
  return make("button", {className, type: "button", onclick: () => post("tap", {button: action})}, ...children);
}

const taps = (buttons) => make("div", {className: "taps"}, ...buttons.map((one) => actor("", one, one.title)));

function picture(element) {
  const src = element.attachment_id ? `/_sim/upload/${element.attachment_id}` : element.url;
  return make("img", {src, alt: "Hình kèm theo tin nhắn", onload: () => stick()});
}

function card(element) {
  const words = make("span", {}, make("b", {textContent: element.title}), make("em", {textContent: element.subtitle}));
  const parts = isWeb(element.image_url) ? [make("img", {src: element.image_url, alt: "", onerror: (e) => e.target.remove()}), words] : [words];
  const node = element.default_action ? actor("card", element.default_action, ...parts) : make("div", {className: "card"}, ...parts);
  return element.buttons ? make("div", {}, node, taps(element.buttons)) : node;
}

function content(line) {
  const payload = line.attachment && line.attachment.payload || {}, kind = line.kind, elements = payload.elements || [];
  const parts = line.quote && line.quoted_text ? [make("span", {className: "quote", textContent: line.quoted_text})] : [];
  if (!line.src && (kind === "list" || kind === "request_user_info")) {
    const rows = elements.map(card);
    const form = kind === "request_user_info" ? [{title: "Chia sẻ thông tin", type: "submit"}] : payload.buttons || [];
    if (form.length) rows.push(taps(form));
    if (kind === "request_user_info") rows.at(-1).firstChild.onclick = () => post("submit");
    return [...parts, make("div", {className: "cards"}, ...rows)];
  }
  if (!line.src && elements.length) parts.push(...elements.filter((one) => one.attachment_id || isWeb(one.url)).map(picture));
  else if (NAMES[kind]) {
    const label = kind === "file" && payload.name || NAMES[kind];
    const name = !line.src && payload.token ? outside(`/_sim/upload/${payload.token}`, label) : label;
    parts.push(make("span", {className: "thing"}, icon(kind), name));
  }
  if (line.text) parts.push(linked(line.text));
  if (payload.buttons && payload.buttons.length) parts.push(taps(payload.buttons));
  return parts;
}

const time = (ms) => new Date(ms).toLocaleTimeString("vi-VN", {hour: "2-digit", minute: "2-digit"});
const day = (ms) => new Date(ms).toLocaleDateString("vi-VN", {weekday: "long", day: "numeric", month: "numeric"});

function bubble(line) {
  const item = make("li", {className: line.src ? "me" : line.admin_id ? "staff" : ""});
  item.append(make("div", {className: "bubble"}, ...content(line)));
  if (line.reaction) item.append(make("span", {className: "heart", textContent: "♥", title: "Đã thả tim"}));
  const state = line.src ? TICKS[line.status] : line.admin_id ? "Cán bộ trả lời" : "";
  item.append(make("small", {className: line.status === "failed" ? "bad" : "", textContent: [time(line.time), state].filter(Boolean).join(" · ")}));
  return item;
}

// To the end; of a message that is longer than the screen, to its beginning.
function stick() {
  const box = $("lines"), newest = box.lastElementChild;
  box.scrollTop = newest && newest.offsetHeight > box.clientHeight * 0.6 ? newest.offsetTop - box.offsetTop - 10 : box.scrollHeight;
}

function showLines(lines) {
  const box = $("lines"), atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80, before = nodes.size;
  if (!lines.length) {
    nodes.clear();
    box.replaceChildren(make("li", {className: "empty", textContent: "Nhắn một câu để bắt đầu, hoặc bấm một câu mẫu bên dưới."}));
    return;
  }
  const kept = new Map(), wanted = [];
  lines.forEach((line, at) => {
    const today = day(line.time);
    if (!at || day(lines[at - 1].time) !== today) {
      const old = nodes.get(today);
      kept.set(today, old || {node: make("li", {className: "day", textContent: today === day(Date.now()) ? "Hôm nay" : today})});
      wanted.push(kept.get(today).node);
    }
    const key = JSON.stringify(line), old = nodes.get(line.message_id);
    kept.set(line.message_id, old && old.key === key ? old : {key, node: bubble(line)});
    wanted.push(kept.get(line.message_id).node);
  });
  // Only what changed is touched: a reader's focus and selection stay where they are.
  wanted.forEach((node, at) => { if (box.children[at] !== node) box.insertBefore(node, box.children[at] || null); });
  while (box.children.length > wanted.length) box.lastChild.remove();
  nodes = kept;
  if (atEnd || kept.size > before) stick();
}

function showPeople(people) {
  const key = JSON.stringify([user, people]);
  if (last === key) return;
  last = key;
  const focused = document.activeElement && document.activeElement.dataset.user;
  $("people").replaceChildren(...people.map((person, at) => {
    const initial = person.name.split(",")[0].trim().split(" ").pop()[0] || "?";
    const face = make("i", {className: "face", textContent: initial.toUpperCase(), ariaHidden: "true"});
    face.style.background = COLOURS[at % COLOURS.length];
    const words = make("span", {}, make("b", {textContent: person.name}), make("small", {textContent: person.last || "Chưa nhắn gì"}));
    const button = make("button", {type: "button", onclick: () => choose(person.user_id)}, face, words);
    button.dataset.user = person.user_id;
    button.setAttribute("aria-current", person.user_id === user);
    return make("li", {}, button);
  }));
  if (focused) $("people").querySelector(`[data-user="${focused}"]`)?.focus();
  $("who").replaceChildren(...people.map((person) => make("option", {value: person.user_id, textContent: person.name, selected: person.user_id === user})));
}

function showPanel(state) {
  const latest = state.attempts.at(-1), bad = state.disabled || latest && !latest.ok;
  $("health").className = bad ? "bad" : "";
  $("health").textContent = state.disabled ? "Zalo đã ngừng gửi sự kiện cho bot." : !latest ? "Chưa có sự kiện nào."
    : latest.ok ? `Bot đang nhận tin: ${latest.ms} ms` : `Bot không nhận được tin; ${state.waiting} sự kiện chờ gửi lại.`;
  $("enable").hidden = !state.disabled;
  $("attempts").replaceChildren(...state.attempts.reverse().map((one) => make("tr", {},
    make("td", {textContent: one.name + (one.retry ? ` (lần ${one.retry + 1})` : "")}),
    make("td", {textContent: one.status || "không", className: one.ok ? "" : "bad"}), make("td", {textContent: Math.round(one.ms)}))));
  $("sent").replaceChildren(...state.sent.reverse().map((one) => make("li", {textContent: one.text || `[${one.kind}]`, title: one.message_id})));
  $("faults").hidden = !state.violations.length;
  $("violations").replaceChildren(...state.violations.map((one) => make("li", {textContent: `${one.kind}: ${one.detail}`})));
  $("time").textContent = new Date(state.now).toLocaleString("vi-VN");
  showSwitches(state.switches);
  showTrials(state.trials);
}

// One row for every switch the stand-in has; a field that is being edited is left alone.
function showSwitches(values) {
  for (const [name, value] of Object.entries(values)) {
    const box = $(`switch-${name}`) || addSwitch(name, value);
    if (box === document.activeElement) continue;
    if (box.type === "checkbox") box.checked = value;
    else box.value = Array.isArray(value) ? value.join(" ") : value;
  }
}

function addSwitch(name, value) {
  const isOn = typeof value === "boolean", isNumber = typeof value === "number";
  const box = make("input", {id: `switch-${name}`, type: isOn ? "checkbox" : isNumber ? "number" : "text", step: "any"});
  box.onchange = async () => {
    const words = box.value.trim().split(/\s+/);
    const wanted = isOn ? box.checked : isNumber ? Number(box.value) : !Array.isArray(value) ? box.value.trim()
      : typeof value[0] === "number" ? words.map(Number) : words;
    const answer = await post("switch", {name, value: wanted});
    box.setCustomValidity(answer.error || "");
    box.reportValidity();
    seen = "";
    asking?.abort();
  };
  $("switches").append(make("label", {className: isOn ? "" : "field"}, isOn ? box : "", ` ${labels.switches[name] || name} `, isOn ? "" : box));
  return box;
}

function showTrials(trials) {
  for (const item of $("trials").children) {
    const found = trials[item.dataset.name], state = item.querySelector("small");
    if (found === undefined) continue;
    state.className = found && found.length ? "bad" : "good";
    state.textContent = found === null ? "đang thử …" : found.length ? found.join("; ") : "✓ đúng";
  }
}

async function setUp() {
  labels = await (await fetch("/_sim/labels")).json();
  const fill = (select, entries) => select.append(...entries.map(([value, textContent]) => make("option", {value, textContent})));
  fill($("emit").querySelector("select"), labels.events.map((name) => [name, name]));
  fill($("fault").elements.kind, Object.entries(labels.faults));
  fill($("fault").elements.path, Object.entries(labels.paths));
  $("trials").append(...Object.entries(labels.trials).map(([name, title]) => {
    const item = make("li", {}, make("button", {type: "button", textContent: title, onclick: () => post("trial", {name})}), make("small"));
    item.dataset.name = name;
    return item;
  }));
  $("all").onclick = async () => {
    for (const name of Object.keys(labels.trials)) {
      await post("trial", {name});
      while ((await (await fetch("/_sim/state")).json()).trials[name] === null) await new Promise((done) => setTimeout(done, 300));
    }
  };
}

function choose(id) {
  user = id;
  localStorage.setItem("user", user);
  nodes.clear();
  $("lines").replaceChildren();
  seen = "";
  asking?.abort();
}

async function follow() {
  for (;;) {
    asking = new AbortController();
    try {
      const answer = await fetch(`/_sim/state?seen=${seen}&user_id=${user}`, {signal: asking.signal});
      const state = await answer.json();
      if (state.people.length && !state.people.some((person) => person.user_id === user)) { choose(state.people[0].user_id); continue; }
      seen = state.version;
      $("account").textContent = state.account;
      showLines(state.lines);
      showPeople(state.people);
      showPanel(state);
    } catch (error) {
      if (error.name === "AbortError") continue;
      $("health").className = "bad";
      $("health").textContent = "Mất kết nối với máy giả lập.";
      seen = "";
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

const each = (selector, doing) => document.querySelectorAll(selector).forEach(doing);
$("write").onsubmit = (event) => { event.preventDefault(); say($("text").value); $("text").value = ""; };
$("add").onsubmit = async (event) => {
  event.preventDefault();
  const name = $("name").value.trim() || $("name").placeholder;
  $("name").value = "";
  choose((await post("person", {name, user_id: ""})).user_id);
};
$("who").onchange = () => choose($("who").value);
$("staff").onclick = () => post("staff", {text: "Chào cô chú, cán bộ Một cửa đây ạ. Cháu xin trả lời trực tiếp."});
$("enable").onclick = () => post("enable");
$("react").onclick = () => {
  const ids = [...nodes.keys()].filter((id) => nodes.get(id).key && JSON.parse(nodes.get(id).key).src === 0);
  if (ids.length) post("react", {message_id: ids.at(-1)});
};
each("[data-give]", (button) => { button.onclick = () => post("give", {kind: button.dataset.give}); });
each("[data-relate]", (button) => { button.onclick = () => post("relate", {event: button.dataset.relate}); });
each("[data-advance]", (button) => { button.onclick = () => post("advance", {seconds: Number(button.dataset.advance)}); });
$("expire").onclick = () => post("expire");
$("clear").onclick = () => post("fault", {count: 0});
$("emit").onsubmit = (event) => { event.preventDefault(); post("emit", {name: $("emit").querySelector("select").value}); };
$("fault").onsubmit = (event) => {
  event.preventDefault();
  const {kind, path, count} = event.target.elements;
  post("fault", {kind: kind.value, path: path.value, count: Number(count.value)});
};
$("examples").append(...EXAMPLES.map((text) => make("button", {type: "button", textContent: text, onclick: () => say(text)})));
const tell = () => { $("clock").textContent = time(Date.now()); };
tell();
setInterval(tell, 10_000);
if (matchMedia("(max-width: 46rem)").matches) $("panel").open = false;
setUp().finally(follow);
