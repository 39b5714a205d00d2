// The web chat's page. What a person says stays in the outbox (kept by the browser) until its reply came;
// it is sent one message at a time and, after a break, again under the same id: the server knows repeats.

const LONGEST_TEXT = 2000;
const GREETING_ID = "00000000-0000-4000-8000-000000000001"; // one id a visitor, so it is greeted once
const GREETING = "/start";
const SLOW_MS = 1000;
const DEAD_MS = 20_000;
const STALE_MS = 60_000;
const LONGEST_PAUSE_MS = 15_000;
const UNKNOWN_VISITOR = 4401;

const $ = (id) => document.getElementById(id);
const [scroll, log, waiting, field, newer] = ["scroll", "log", "waiting", "say", "newer"].map($);

// ---- what the browser keeps; without its storage the page works for as long as it is open

const SAYS = "caiwen.say.";

function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return undefined; // storage is switched off or full
  }
}

const outbox = new Map();

function keep(say) {
  outbox.set(say.id, say);
  stored((storage) => storage.setItem(SAYS + say.id, JSON.stringify(say)));
}

function recall() {
  const says = stored((storage) =>
    Object.keys(storage).filter((key) => key.startsWith(SAYS)).map((key) => JSON.parse(storage.getItem(key))));
  const all = [...outbox.values(), ...(says ?? [])].sort((one, other) => one.at.localeCompare(other.at));
  outbox.clear();
  all.forEach((say) => outbox.set(say.id, say));
}

// ---- the conversation on the screen

const shanghai = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", ...options });
const dayFormat = shanghai({ year: "numeric", month: "long", day: "numeric", weekday: "short" });
const timeFormat = shanghai({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const MARKS = { "✅": "done", "⏰": "due", "⚠": "warn" };
const LINK = /https?:\/\/[^\s<>"'，。；、（）“”]+/g;

let shown = []; // the messages in the log, to tell what a fresh history adds to it
let newest = null;

function element(tag, className, ...content) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...content);
  return node;
}

function linked(line) {
  const parts = [];
  let end = 0;
  for (const match of line.matchAll(LINK)) {
    const link = element("a", "", match[0]);
    Object.assign(link, { href: match[0], target: "_blank", rel: "noopener noreferrer" });
    parts.push(line.slice(end, match.index), link);
    end = match.index + match[0].length;
  }
  return [...parts, line.slice(end)];
}

function botText(text, isCard) {
  const lines = text.split("\n").map((line, number) => {
    const parts = linked(line);
    if (line.startsWith("依据：")) return element("span", "source", ...parts);
    return isCard && number === 0 ? element("strong", "", ...parts) : element("span", "", ...parts);
  });
  return lines.flatMap((line, number) => (number ? ["\n", line] : [line]));
}

function bubble({ by_bot: byBot, text, buttons, at }) {
  const mark = byBot ? MARKS[[...text][0]] : undefined;
  const body = element("div", "text", ...(byBot ? botText(text, mark) : [text]));
  const clock = element("time", "", timeFormat.format(new Date(at)));
  clock.dateTime = at;
  const article = element("div", `message ${byBot ? "bot" : "mine"} ${mark ?? ""}`);
  article.append(element("span", "hidden", byBot ? "采问：" : "您："), body);
  const row = (buttons ?? []).map(([label, says]) => pressable(label, () => press(says)));
  if (row.length) article.append(element("div", "buttons", ...row));
  article.append(clock);
  return article;
}

function pressable(label, act) {
  const button = element("button", "", label);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function press(says) {
  const isPressedTwice = [...outbox.values()].some(({ text }) => text === says);
  if (!isPressedTwice) say(says);
}

function add(message) {
  const day = dayFormat.format(new Date(message.at));
  const before = shown.at(-1);
  if (!before || dayFormat.format(new Date(before.at)) !== day) log.append(element("p", "day", day));
  const node = bubble(message);
  log.append(node);
  shown.push(message);
  if (message.by_bot) {
    newest?.classList.remove("newest");
    newest = node;
    node.classList.add("newest");
  }
  return node;
}

function showHistory(messages) {
  const visible = messages.filter((message, number) => number || message.by_bot || message.text !== GREETING);
  const continues = shown.every(
    ({ by_bot, text }, number) => visible[number]?.by_bot === by_bot && visible[number].text === text);
  if (continues && shown.length) {
    visible.slice(shown.length).forEach(add);
  } else {
    log.setAttribute("aria-live", "off"); // a screen reader shall not read all of it out
    log.replaceChildren();
    shown = [];
    visible.forEach(add);
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }
  showWaiting();
  toBottom();
}

function showWaiting() {
  const says = [...outbox.values()].filter(({ id }) => id !== GREETING_ID);
  waiting.replaceChildren(...says.map((say) => {
    const node = bubble({ by_bot: false, ...say });
    if (say.id === troubled) node.append(trouble(say));
    return node;
  }));
}

function trouble({ id }) {
  const giveUp = pressable("不再发送", () => {
    settle(id);
    showWaiting();
    field.focus();
    pump();
  });
  return element("p", "state", "没有送达", giveUp);
}

const isAtBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;

function toBottom() {
  scroll.scrollTop = scroll.scrollHeight;
  newer.hidden = true;
}

// Shows what has just come: its end, or its beginning where it is taller than the window.
function follow(wasAtBottom, first) {
  if (!wasAtBottom) {
    newer.hidden = false;
    return;
  }
  toBottom();
  const above = scroll.getBoundingClientRect().top - first.getBoundingClientRect().top;
  if (above > 0) scroll.scrollTop -= above + 8;
}

// ---- the connection

const LOST = "连接中断，正在重连…";

let socket = null;
let failures = 0;
let inFlight = null; // the id of the message that the server has now
let troubled = null; // the id of one that it could not take
let catchingUp = false; // messages of an earlier connection go first, then the history that holds them
const answered = new Set();
const timers = new Map();

function after(name, ms, act) {
  clearTimeout(timers.get(name));
  timers.set(name, setTimeout(act, ms));
}

function pause() {
  failures += 1;
  return Math.min(LONGEST_PAUSE_MS, 500 * 2 ** (failures - 1)) * (0.5 + Math.random());
}

function tell(text) {
  const status = $("status");
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("lost", text === LOST);
}

// Nothing is with the server (any more).
function rest() {
  inFlight = null;
  ["slow", "dead", "retry"].forEach((name) => clearTimeout(timers.get(name)));
  if (socket?.readyState === WebSocket.OPEN) tell("");
}

function connect() {
  clearTimeout(timers.get("connect"));
  const old = socket;
  const address = new URL(`chat${location.search}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const fresh = (socket = new WebSocket(address));
  rest();
  old?.close();
  fresh.addEventListener("open", () => {
    recall();
    catchingUp = outbox.size > 0;
    pump();
  });
  fresh.addEventListener("message", ({ data }) => fresh === socket && take(JSON.parse(data)));
  fresh.addEventListener("close", ({ code }) => fresh === socket && lost(code));
}

function lost(code) {
  rest();
  if (code === UNKNOWN_VISITOR) {
    renewCookie();
  } else {
    tell(LOST);
    after("connect", pause(), connect);
  }
}

// Loading the page gives a cookie. Once only, in case cookies are switched off (and with them all storage).
function renewCookie() {
  if (location.hash === "#renewed") {
    tell("浏览器没有保存本网站的 Cookie，无法对话。请允许 Cookie 后刷新本页。");
  } else {
    location.hash = "renewed";
    location.reload();
  }
}

function take(frame) {
  const wasAtBottom = isAtBottom();
  if (frame.type === "history") welcome(frame.messages);
  if (frame.type === "reply") receive(frame, wasAtBottom);
  if (frame.type === "push") follow(wasAtBottom, addAll(frame.messages));
  if (frame.type === "failed" && frame.to && frame.to === inFlight) retry(frame.to);
}

function addAll(messages) {
  return messages.map((message) => add({ ...message, by_bot: true }))[0];
}

function welcome(messages) {
  if (location.hash === "#renewed") history.replaceState(null, "", location.pathname + location.search);
  failures = 0;
  if (catchingUp) return;
  if (!inFlight) tell("");
  showHistory(messages);
  if (!messages.length && !outbox.size) keep({ id: GREETING_ID, text: GREETING, at: new Date().toISOString() });
  pump();
}

function receive({ to, said, messages }, wasAtBottom) {
  const at = outbox.get(to)?.at ?? messages[0]?.at ?? new Date().toISOString();
  settle(to);
  if (!answered.has(to)) {
    answered.add(to);
    const question = to === GREETING_ID ? null : add({ by_bot: false, text: said, at });
    const answer = addAll(messages);
    showWaiting();
    if (question ?? answer) follow(wasAtBottom, question ?? answer);
  }
  pump();
}

// The message is done with: answered, or given up.
function settle(id) {
  outbox.delete(id);
  stored((storage) => storage.removeItem(SAYS + id));
  if (troubled === id) troubled = null;
  failures = 0;
  if (inFlight === id || !inFlight) rest();
}

function retry(id) {
  rest();
  tell("有消息没有送达，正在重试…");
  troubled = id;
  after("retry", pause(), pump);
  if (catchingUp) askHistory();
  showWaiting();
}

function askHistory() {
  catchingUp = false;
  socket.send(JSON.stringify({ type: "history" }));
}

// Sends the oldest message that has no reply yet, one at a time: the answers to a form must stay in order.
function pump() {
  if (inFlight || socket.readyState !== WebSocket.OPEN) return;
  const [next] = outbox.values();
  if (next) {
    inFlight = next.id;
    socket.send(JSON.stringify({ type: "say", id: next.id, text: next.text }));
    after("slow", SLOW_MS, () => tell("处理中…"));
    after("dead", DEAD_MS, connect);
  } else if (catchingUp) {
    askHistory();
  }
}

// ---- the composer

// crypto.randomUUID exists on HTTPS only, and an office may run this on its own network without.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function say(text) {
  keep({ id: newId(), text, at: new Date().toISOString() });
  showWaiting();
  toBottom();
  pump();
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

function submit() {
  const text = field.value.trim();
  const length = [...text].length;
  $("notice").textContent = length > LONGEST_TEXT
    ? `消息共${length}字，一次最多${LONGEST_TEXT}字，没有发送。请分成几条。` : "";
  if (text && length <= LONGEST_TEXT) {
    field.value = "";
    fit();
    say(text);
  }
  field.focus();
}

field.addEventListener("keydown", (event) => {
  const isComposing = event.isComposing || event.keyCode === 229; // Safari ends the composition first
  if (event.key !== "Enter" || event.shiftKey || isComposing) return;
  event.preventDefault();
  submit();
});
field.addEventListener("input", () => {
  $("notice").textContent = "";
  fit();
});
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

// ---- the window

function enlarge(isLarge) {
  document.documentElement.classList.toggle("large", isLarge);
  $("large").setAttribute("aria-pressed", String(isLarge));
  fit();
}

$("large").addEventListener("click", () => {
  const isLarge = !document.documentElement.classList.contains("large");
  const wasAtBottom = isAtBottom();
  stored((storage) => storage.setItem("caiwen.large", isLarge ? "1" : ""));
  enlarge(isLarge);
  if (wasAtBottom) toBottom();
});
enlarge(stored((storage) => storage.getItem("caiwen.large")) === "1");

newer.addEventListener("click", toBottom);
scroll.addEventListener("scroll", () => {
  if (isAtBottom()) newer.hidden = true;
});

// Where a phone's keyboard covers the page instead of shrinking it (iOS).
window.visualViewport?.addEventListener("resize", () => {
  const wasAtBottom = isAtBottom();
  document.documentElement.style.setProperty("--visible", `${window.visualViewport.height}px`);
  window.scrollTo(0, 0);
  if (wasAtBottom) toBottom();
});

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > STALE_MS) connect(); // a phone that slept may hold a dead socket
});
window.addEventListener("online", connect);

connect();
