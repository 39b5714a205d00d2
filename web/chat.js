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
const LOST = "连接中断，正在重连…";
const SAYS = "caiwen.say."; // the keys under which the browser keeps the outbox

const $ = (id) => document.getElementById(id);
const [scroll, log, waiting, newer] = ["scroll", "log", "waiting", "newer"].map($);
const [status, field, notice] = ["status", "say", "notice"].map($);

// ---- what the browser keeps; without its storage the page works for as long as it is open

function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return undefined; // storage is switched off or full
  }
}

const outbox = new Map();

function keep(id, text) {
  const say = { id, text, at: new Date().toISOString() };
  outbox.set(id, say);
  stored((storage) => storage.setItem(SAYS + id, JSON.stringify(say)));
}

function recall() {
  const keys = stored((storage) => Object.keys(storage).filter((key) => key.startsWith(SAYS))) ?? [];
  const says = keys.map((key) => JSON.parse(localStorage.getItem(key)));
  const all = [...outbox.values(), ...says].sort((one, other) => one.at.localeCompare(other.at));
  outbox.clear();
  all.forEach((say) => outbox.set(say.id, say));
}

// ---- the conversation on the screen

const shanghai = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", ...options });
const dateFormat = shanghai({ dateStyle: "long" });
const weekdayFormat = shanghai({ weekday: "short" });
const timeFormat = shanghai({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayOf = (moment) => `${dateFormat.format(moment)}（${weekdayFormat.format(moment)}）`;

const MARK = /^(✅|⏰|⚠)\uFE0F?/u; // drawn by the style sheet: not every computer has a font with them
const KINDS = { "✅": "done", "⏰": "due", "⚠": "warn" };

let shown = []; // the messages in the log, to tell what a fresh history adds to it
let newest = null;

function element(tag, className, ...content) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...content);
  return node;
}

// An address stays text: the bot repeats names that people typed, and a link would lend them its good name.
function botText(text) {
  const mark = MARK.exec(text)?.[0] ?? "";
  return text.slice(mark.length).split("\n").flatMap((line, number) => {
    if (number === 0) return mark ? [element("strong", "", element("span", "mark", mark), line)] : [line];
    return ["\n", line.startsWith("依据：") ? element("span", "source", line) : line];
  });
}

function bubble({ by_bot: byBot, text, buttons, at }) {
  const kind = byBot ? `bot ${KINDS[MARK.exec(text)?.[1]] ?? ""}` : "mine";
  const clock = element("time", "", timeFormat.format(new Date(at)));
  clock.dateTime = at;
  const node = element("div", `message ${kind}`, element("span", "hidden", byBot ? "采问：" : "您："));
  node.append(element("div", "text", ...(byBot ? botText(text) : [text])), clock);
  const row = (buttons ?? []).map(([label, says]) => pressable(label, (event) => press(says, event)));
  if (row.length) node.append(element("div", "buttons", ...row));
  return node;
}

function pressable(label, act) {
  const button = element("button", "", label);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

// The second click of a double click counts for nothing, even where it meets the next button.
function press(says, { detail: clicks }) {
  const isRepeated = clicks > 1 || [...outbox.values()].some(({ text }) => text === says);
  if (!isRepeated) say(says);
}

// A card's button also says which card it is of; that is for the bot and not for the reader.
function readable(text) {
  return text.replace(/^确认 [0-9a-f]{6}$/, "确认");
}

function add(message) {
  const day = dayOf(new Date(message.at));
  if (!shown.length || dayOf(new Date(shown.at(-1).at)) !== day) log.append(element("p", "day", day));
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
  showWaiting();
  if (continues && shown.length) {
    const [first] = visible.slice(shown.length).map(add);
    if (first) follow(first);
    return;
  }
  if (visible.length) log.setAttribute("aria-live", "off"); // a screen reader shall not read all of it out
  after("live", SLOW_MS, () => log.setAttribute("aria-live", "polite"));
  log.replaceChildren();
  shown = [];
  visible.forEach(add);
  toEnd();
}

function showWaiting() {
  const says = [...outbox.values()].filter(({ id }) => id !== GREETING_ID);
  waiting.replaceChildren(...says.map((say) => {
    const node = bubble({ by_bot: false, at: say.at, text: readable(say.text) });
    const escape = pressable("不再发送", () => giveUp(say.id));
    if (say.id === troubled) node.append(element("p", "state", "没有送达", escape));
    return node;
  }));
}

// ---- where the reader is: at the end, which then stays in view, or further up, where he is left alone

let isAtEnd = true;

scroll.addEventListener("scroll", () => {
  isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  if (isAtEnd) newer.hidden = true;
});

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  isAtEnd = true;
  newer.hidden = true;
}

// Shows what has just come: its end, or its beginning where it is taller than the window.
function follow(first) {
  newer.hidden = isAtEnd;
  if (!isAtEnd) return;
  toEnd();
  const above = scroll.getBoundingClientRect().top - first.getBoundingClientRect().top;
  if (above > 0) scroll.scrollTop -= above + 8;
}

newer.addEventListener("click", toEnd);
new ResizeObserver(() => isAtEnd && toEnd()).observe(scroll);

// ---- the connection

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
  if (frame.type === "history") welcome(frame.messages);
  if (frame.type === "reply") receive(frame);
  if (frame.type === "push") follow(addAll(frame.messages));
  if (frame.type === "failed" && frame.to && frame.to === inFlight) retry(frame.to);
}

const addAll = (messages) => messages.map((message) => add({ ...message, by_bot: true }))[0];

function welcome(messages) {
  if (location.hash === "#renewed") history.replaceState(null, "", location.pathname + location.search);
  failures = 0;
  if (catchingUp) return;
  if (!inFlight && !troubled) tell("");
  showHistory(messages);
  if (!messages.length && !outbox.size) keep(GREETING_ID, GREETING);
  pump();
}

function receive({ to, said, at, messages }) {
  settle(to);
  if (!answered.has(to)) {
    answered.add(to);
    const question = to === GREETING_ID ? null : add({ by_bot: false, text: readable(said), at });
    const answer = addAll(messages);
    showWaiting();
    if (question ?? answer) follow(question ?? answer);
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

function giveUp(id) {
  settle(id);
  showWaiting();
  field.focus();
  pump();
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
  const random = () => crypto.getRandomValues(new Uint8Array(1))[0];
  const draw = (digit) => (digit ^ (random() & (15 >> (digit / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, draw);
}

function say(text) {
  keep(newId(), text);
  showWaiting();
  toEnd();
  pump();
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

function submit() {
  const text = field.value.trim();
  const length = [...text].length;
  notice.textContent = length > LONGEST_TEXT
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
  notice.textContent = "";
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
  stored((storage) => storage.setItem("caiwen.large", isLarge ? "1" : ""));
  enlarge(isLarge);
  if (isAtEnd) toEnd();
});
enlarge(stored((storage) => storage.getItem("caiwen.large")) === "1");

// Where a phone's keyboard covers the page instead of shrinking it (iOS); zooming in shrinks nothing.
window.visualViewport?.addEventListener("resize", () => {
  if (window.visualViewport.scale > 1.01) return;
  document.documentElement.style.setProperty("--visible", `${window.visualViewport.height}px`);
  window.scrollTo(0, 0);
});

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > STALE_MS) connect(); // a phone that slept may hold a dead socket
});
window.addEventListener("online", connect);

connect();
