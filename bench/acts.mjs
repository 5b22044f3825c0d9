// What `bench compare` and `bench growth` do in a page and how they time it: from the act to the painted frame that shows what it
// led to. Pages are found as the story of the peers finds them, so all of it fits the tab and its peers.
import { CONTEXT } from './peers/apps.mjs';
import { Doorstep, MyRequests } from './peers/story/pages.mjs';
import { PERSON } from './peers/story/story.mjs';

/** Rest after a key before a search begins. Milliseconds. */
const REST = 250;
/** As the developer tools of Chromium have it: bytes a second, and milliseconds. */
const FAST_4G = { offline: false, downloadThroughput: 1_012_500, uploadThroughput: 168_750, latency: 165 };
export const CPU_SLOWDOWN = 4;

/** A person who has signed in, on My Requests. */
export async function enter(browser, baseURL) {
  const context = await browser.newContext({ ...CONTEXT, baseURL });
  await context.addInitScript(watchMemory);
  const page = await context.newPage();
  await page.goto('/');
  await new Doorstep(page).signIn(PERSON);
  await new MyRequests(page).ready();
  return { browser, baseURL, page, cdp: await context.newCDPSession(page), signedIn: await context.storageState() };
}

/** Milliseconds from a navigation without any cache to the painted first row; `slow` is a slow processor and network. */
export async function coldStart({ browser, baseURL, signedIn }, slow) {
  const context = await browser.newContext({ ...CONTEXT, baseURL, storageState: signedIn });
  const page = await context.newPage();
  await page.addInitScript(watchForTheFirstRow);
  if (slow) {
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', FAST_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  }
  await page.goto('/', { waitUntil: 'commit' });
  const time = await (await page.waitForFunction(() => window.firstRow, undefined, { polling: 50 })).jsonValue();
  await context.close();
  return time;
}

export async function openPopup(page) {
  const button = await page
    .getByRole('button', { name: /^View Details of / })
    .first()
    .elementHandle();
  const { took } = await page.evaluate(actAndWatch, [{ element: button, act: 'click' }, { kind: 'dialog' }]);
  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await popup.getByRole('button', { name: 'Close' }).last().click();
  await popup.waitFor({ state: 'hidden' });
  return took;
}

/** To Closed Requests and back; answers the time of the first. */
export async function switchList(page) {
  const requests = new MyRequests(page);
  const [closed, open] = await Promise.all(
    ['Closed Requests', 'Open Requests'].map((name) => requests.list(name).elementHandle()),
  );
  const { took } = await page.evaluate(actAndWatch, [{ element: closed, act: 'click' }, { kind: 'other first request' }]);
  await page.evaluate(actAndWatch, [{ element: open, act: 'click' }, { kind: 'other first request' }]);
  return took;
}

/** From the key to the painted results, and the part of it after the answer has come. */
export async function search(page, form, text) {
  const [field, list] = await Promise.all([form.search.elementHandle(), form.found.elementHandle()]);
  await page.evaluate(() => performance.clearResourceTimings());
  const painted = await page.evaluate(actAndWatch, [
    { element: field, act: 'type', text },
    { kind: 'other first row', element: list },
  ]);
  const arrived = await page.evaluate(() => {
    const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/access-units?'));
    return answers[0].responseEnd;
  });
  return { took: painted.took - REST, after: painted.end - arrived };
}

/** Ticks a box and takes the tick away, so that everything is as before; answers the time of the first. */
export async function toggle(page, form) {
  const box = await form.found.getByRole('checkbox', { name: / on / }).first().elementHandle();
  const watched = { kind: 'ticked', element: box };
  const { took } = await page.evaluate(actAndWatch, [{ element: box, act: 'click' }, watched]);
  await page.evaluate(actAndWatch, [
    { element: box, act: 'click' },
    { ...watched, kind: 'not ticked' },
  ]);
  return took;
}

/** Scrolls through 1,000 rows, a third of the view in each frame; answers the longest time between two frames, and how many frames
 * were dropped at 60 a second. */
export async function scroll(form) {
  const list = await form.found.elementHandle();
  return list.evaluate(async (region) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [await frame()];
    // A row is 32 pixels high, that of a resource 40.
    for (let top = 0; top < 32 * 1_000; top += region.clientHeight / 3) {
      region.scrollTop = top;
      times.push(await frame());
    }
    region.scrollTop = 0;
    const between = times.slice(1).map((time, place) => time - times[place]);
    const dropped = between.reduce((sum, time) => sum + Math.max(Math.round(time / (1_000 / 60)) - 1, 0), 0);
    return { longest: Math.max(...between), dropped };
  });
}

/** Takes everything that matches, as far as 1,000 go; further pages have to be read for this. Where `few` match, fewer are taken. */
export async function selectAll(page, form, few = false) {
  return count(page, form.selectAll, form, few ? undefined : '1,000');
}

export async function clear(page, form) {
  return count(page, form.clearAll, form, '0');
}

/** Presses a button until the line that counts the selection says so, or anything new. */
async function count(page, button, form, number) {
  const element = await button.elementHandle();
  const line = await form.selected.getByText(/ of 1,000 resources$/).elementHandle();
  const watched = number ? { kind: 'says', text: `${number} of 1,000 resources` } : { kind: 'says no longer', text: await line.innerText() };
  const { took } = await page.evaluate(actAndWatch, [{ element, act: 'click' }, { ...watched, element: line }]);
  return took;
}

/** Megabytes of the scripts' heap after collection and of the program's own memory. */
export async function memory({ page, cdp }) {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const wasm = await page.evaluate(() => window.programMemory?.buffer.byteLength ?? 0);
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize').value + wasm) / 1024 ** 2;
}

// In the page.

/** Remembers the memory of a program, which the browser shows nowhere else. Parts that come later work in that of the first. */
export function watchMemory() {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const remember = (made) => {
    window.programMemory ??= (made.instance ?? made).exports.memory;
    return made;
  };
  WebAssembly.instantiate = (...all) => instantiate(...all).then(remember);
  WebAssembly.instantiateStreaming = (...all) => instantiateStreaming(...all).then(remember);
}

/** Leaves in `interactions()` how long those took that the browser tells of, the longest event of each, and how many there were. */
export function watchInteractions(shortest) {
  const longest = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) longest.set(interactionId, Math.max(longest.get(interactionId) ?? 0, duration));
  }).observe({ type: 'event', durationThreshold: shortest, buffered: true });
  window.interactions = () => ({ told: [...longest.values()], count: performance.interactionCount ?? longest.size });
}

/** Leaves in `firstRow` when the first request was painted, in milliseconds from the navigation. */
export function watchForTheFirstRow() {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector('tbody :is(th, [role=rowheader])')) return;
    watcher.disconnect();
    requestAnimationFrame(() => {
      // A message is delivered after the frame that begins here has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.firstRow = performance.now());
      port2.postMessage(null);
    });
  });
  watcher.observe(document, { childList: true, subtree: true });
}

/** Acts in a frame; answers how long it took until the frame was painted that shows what is watched for, and when that was. */
function actAndWatch([{ element, act, text }, watched]) {
  const firstRow = () => watched.element.querySelector('[aria-posinset="1"]:not([hidden])')?.textContent;
  const firstRequest = () => document.querySelector('tbody :is(th, [role=rowheader])')?.textContent;
  const changes = { 'other first row': firstRow, 'other first request': firstRequest }[watched.kind];
  const before = changes?.();
  const isThere = {
    dialog: () => document.querySelector('dialog[open], [role=dialog]'),
    [changes ? watched.kind : '']: () => changes() && changes() !== before,
    ticked: () => watched.element.checked,
    'not ticked': () => !watched.element.checked,
    'says no longer': () => watched.element.textContent.trim() !== watched.text,
    says: () => watched.element.textContent.trim() === watched.text,
  }[watched.kind];
  if (isThere()) throw new Error(`It is there before the act: ${watched.kind}`);
  const afterPainting = (call) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = call;
    port2.postMessage(null);
  };
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`It did not come: ${watched.kind} ${watched.text ?? text ?? ''}`)), 30_000);
    requestAnimationFrame(() => {
      const start = performance.now();
      const finish = () => done({ took: performance.now() - start, end: performance.now() });
      if (act === 'click') element.click();
      else {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, text);
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
      afterPainting(() => {
        if (isThere()) return finish();
        const watcher = new MutationObserver(() => {
          if (!isThere()) return;
          watcher.disconnect();
          requestAnimationFrame(() => afterPainting(finish));
        });
        watcher.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
      });
    });
  });
}
