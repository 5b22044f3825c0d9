// What component tests need of the browser beyond its bindings: finding things as assistive technology does, keys and
// taps, timers and a network that obey the test.

// Finding.

function seen(root, wanted) {
  return [...root.querySelectorAll("*")].filter((element) => element.checkVisibility() && wanted(element));
}

/** Everything visible with this role, and with this name if one is given. */
export function query(root, role, name) {
  return seen(root, (element) => {
    return element.computedRole === role && (name === undefined || element.computedName === name);
  });
}

/** What can be found, for the message of a test that looked for something else. */
export function inventory(root) {
  const silent = ["generic", "none", "presentation", "StaticText", "image", ""];
  const named = seen(root, (element) => !silent.includes(element.computedRole));
  return named.map((element) => `${element.computedRole} "${element.computedName}"`).join("\n");
}

export function name(element) {
  return element.computedName;
}

export function role(element) {
  return element.computedRole;
}

// Acting.

/** Presses a key where the focus is. `how` names modifiers and states of the event. True unless the page took the key. */
export function press(key, ...how) {
  const states = Object.fromEntries(how.map((state) => [state, true]));
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...states });
  return (document.activeElement ?? document.body).dispatchEvent(event);
}

/** Presses and releases with a mouse or a finger, moving the focus as a browser does. */
export function tap(element) {
  const fire = (kind, type) => element.dispatchEvent(new kind(type, { bubbles: true, cancelable: true }));
  fire(PointerEvent, "pointerdown");
  if (fire(MouseEvent, "mousedown")) {
    const target = element.closest("button, input, textarea, a[href], [tabindex]");
    if (target) target.focus();
    else document.activeElement?.blur();
  }
  fire(PointerEvent, "pointerup");
  fire(MouseEvent, "mouseup");
  element.click();
}

/** Brings the pointer onto an element, or takes it away. */
export function point(element, type) {
  element.dispatchEvent(new PointerEvent(type, { bubbles: false }));
}

/** Chooses an option of the browser's own list. */
export function choose(select, value) {
  select.focus();
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Replaces what a field holds, as typing does. */
export function type(field, text) {
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Counts changes of a region from now on; the function answers how many there were. */
export function countChanges(region) {
  let changes = 0;
  const observer = new MutationObserver((list) => { changes += list.length; });
  observer.observe(region, { subtree: true, childList: true, characterData: true });
  return () => changes;
}

// Timers.

const real = { setTimeout: window.setTimeout, clearTimeout: window.clearTimeout };
let timers = null;

/** Comes when everything that waits for nothing has run. */
export function turn() {
  return new Promise((done) => real.setTimeout.call(window, done, 0));
}

/** From now on timers run only when the test lets time pass. */
export function stopClock() {
  timers = { now: 0, last: 0, due: new Map() };
  window.setTimeout = (action, wait = 0, ...rest) => {
    timers.last += 1;
    timers.due.set(timers.last, { at: timers.now + wait, run: () => action(...rest) });
    return timers.last;
  };
  window.clearTimeout = (id) => timers.due.delete(id);
}

/** Lets so many milliseconds pass; answers whether a timer ran. Call again while it did: a timer may start the next. */
export function pass(milliseconds) {
  const end = timers.now + milliseconds;
  for (;;) {
    const next = [...timers.due].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
    if (!next) break;
    timers.due.delete(next[0]);
    timers.now = next[1].at;
    next[1].run();
  }
  timers.now = end;
}

// The network.

const realFetch = window.fetch;
const realTimeout = AbortSignal.timeout;
let network = null;

/** From now on calls get the answers that the test has laid out, in order; a call too many fails the test. */
export function layOutAnswers() {
  network = { answers: [], calls: [], limits: [] };
  window.fetch = async (request) => {
    const headers = Object.fromEntries(request.headers);
    const url = new URL(request.url);
    const body = await request.clone().text();
    network.calls.push({ method: request.method, address: url.pathname + url.search, headers, body, signal: request.signal });
    const answer = network.answers.shift();
    if (!answer) throw new Error("No answer is laid out for this call.");
    return answer(request);
  };
  AbortSignal.timeout = (milliseconds) => {
    const limit = new AbortController();
    network.limits.push({ milliseconds, limit });
    return limit.signal;
  };
}

export function answer(status, headers, body) {
  network.answers.push(() => new Response(body, { status, headers: Object.fromEntries(headers) }));
}

/** The connection breaks before anything arrives. */
export function answerNothing() {
  network.answers.push(() => Promise.reject(new TypeError("Failed to fetch")));
}

/** The head of the answer arrives and its body breaks off. */
export function answerHalf() {
  const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError("network error")) });
  network.answers.push(() => new Response(body, { status: 200 }));
}

/** No answer comes until the call is given up. */
export function answerNever() {
  network.answers.push((request) => {
    return new Promise((_, refuse) => {
      request.signal.addEventListener("abort", () => refuse(request.signal.reason));
    });
  });
}

/** The calls so far, as "METHOD address". */
export function calls() {
  return network.calls.map((call) => `${call.method} ${call.address}`);
}

export function sentHeader(call, name) {
  return network.calls[call].headers[name];
}

export function sentBody(call) {
  return network.calls[call].body;
}

export function givenUp(call) {
  return network.calls[call].signal.aborted;
}

/** How long the newest call may take, in milliseconds. */
export function limit() {
  return network.limits.at(-1).milliseconds;
}

/** The newest call's time is over. */
export function runOutOfTime() {
  network.limits.at(-1).limit.abort(new DOMException("signal timed out", "TimeoutError"));
}

/** Takes away what tests before have left behind. */
export function startAfresh() {
  Object.assign(window, real, { fetch: realFetch });
  AbortSignal.timeout = realTimeout;
  timers = null;
  network = null;
  document.querySelectorAll("body > .test").forEach((left) => left.remove());
  document.activeElement?.blur();
}
