import { expect, type Page } from '@playwright/test';
import { allPartsCame } from './steps';

/** Pairs of colours that are too alike, as the browser has computed them: words against what lies behind them, placeholders, the
 * edges of fields and the pictures of buttons without words. Each is named once. */
export async function tooAlike(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const read = (text: string): Colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
    const light = ([r, g, b]: Colour) => {
      const [x, y, z] = [r, g, b].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (one: Colour, other: Colour) => {
      const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05);
    };
    const behind = (element: Element | null): Colour => {
      if (!element) return read(getComputedStyle(document.documentElement).backgroundColor || '#fff')[3] > 0 ? read(getComputedStyle(document.documentElement).backgroundColor) : read('Canvas');
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const seen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest('.sr, [hidden]');
    const enabled = (element: Element) => !element.closest(':disabled, [aria-disabled="true"]');
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${(element.getAttribute('class') ?? '').trim().replaceAll(/\s+/g, '.')}`;
    const found = new Map<string, string>();
    const check = (what: string, element: Element, front: string, back: Colour, least: number) => {
      const here = ratio(over(read(front), back), back);
      if (here < least) found.set(`${what} ${name(element)}`, `${what} ${name(element)} in ${name(element.parentElement!)}: ${here.toFixed(2)} of ${least}, ${front} on ${back.slice(0, 3).map(Math.round)}`);
    };
    for (const element of document.querySelectorAll('body *')) {
      if (!seen(element) || !enabled(element)) continue;
      const style = getComputedStyle(element);
      const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (words) check('words', element, style.color, behind(element), large ? 3 : 4.5);
      if (element.matches('input:placeholder-shown, textarea:placeholder-shown')) {
        check('placeholder', element, getComputedStyle(element, '::placeholder').color, behind(element), 4.5);
      }
      if (element.matches('.input, input[type="checkbox"]:not(:checked, :indeterminate), input[type="radio"]:not(:checked)') && parseFloat(style.borderBottomWidth) > 0) {
        check('edge', element, style.borderBottomColor, behind(element.parentElement), 3);
      }
      if (element.matches('.btn--icon svg, .badge svg')) check('picture', element, style.color, behind(element), 3);
    }
    return [...found.values()];
  });
}

/** What a person who needs more space between letters, words and lines cannot read any more (WCAG 1.4.12). */
export async function cutOffByTextSpacing(page: Page): Promise<string[]> {
  const sheet = await page.evaluateHandle(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }');
    document.adoptedStyleSheets.push(sheet);
    return sheet;
  });
  const cut = await page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.sr, [hidden], svg')) continue;
      const style = getComputedStyle(element);
      const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
      // What ends in dots on purpose has its whole text elsewhere.
      if (!words || style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') continue;
      const hides = (one: string) => one === 'hidden' || one === 'clip';
      const wide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      if (wide || high) found.push(`${element.tagName.toLowerCase()}.${element.className}: ${element.textContent!.slice(0, 40)}`);
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const outside = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    if (wide > 1) found.push(`the page scrolls sideways by ${wide} px: ${outside.map((element) => `${element.tagName}.${element.className}`).slice(-4)}`);
    return found;
  });
  await page.evaluate((sheet) => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  }, sheet);
  return cut;
}

/** What moves although the person asked for less of it. */
export async function moves(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found = await page.evaluate(() => {
    const long = (text: string) => text.split(',').some((one) => parseFloat(one) > 0.01);
    const found = new Set<string>();
    for (const element of document.querySelectorAll('body, body *')) {
      const style = getComputedStyle(element);
      const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
      if (style.animationName !== 'none' && long(style.animationDuration)) found.add(`${name} is animated by ${style.animationName}`);
      if (long(style.transitionDuration) && style.transitionProperty !== 'none') found.add(`${name} has a transition of ${style.transitionProperty}`);
      if (style.scrollBehavior === 'smooth') found.add(`${name} scrolls smoothly`);
    }
    return [...found];
  });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  return found;
}

/** Where the focus is. */
export interface Place {
  /** Tells one place from another. */
  key: string;
  label: string;
  /** What is wrong with it: nothing that shows the focus, or something that covers it. */
  wrong: string[];
}

/** Where the focus is now; nowhere when it has left the page. */
export async function focusOf(page: Page): Promise<Place | undefined> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return undefined;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const around = (element: Element): boolean => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    };
    const shows = around(element) || [element.parentElement, element.parentElement?.parentElement].some((one) => one && one.matches(':focus-within') && around(one));
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
    const top = document.elementFromPoint(x, y);
    const open = !top || element.contains(top) || top.contains(element) || !!top.closest('label')?.contains(element) || style.opacity === '0';
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const label = `${element.tagName.toLowerCase()}#${element.id} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30)}`;
    const wrong = [];
    if (!shows) wrong.push(`${label}: nothing shows the focus`);
    if (!inView) wrong.push(`${label}: has the focus out of sight`);
    else if (!open) wrong.push(`${label}: has the focus below something else`);
    return { key: `${label} ${Math.round(box.x)} ${Math.round(box.y + scrollY)}`, label, wrong };
  });
}

/** Goes on with Tab, at most so many steps and until `there`, and gives what was wrong with the places of the focus: also where the same
 * has it twice in a row. */
export async function walkByKeyboard(page: Page, steps: number, there: () => Promise<boolean> = async () => false): Promise<string[]> {
  const wrong: string[] = [];
  let before = '';
  for (let step = 0; step < steps && !(await there()); step += 1) {
    await page.keyboard.press('Tab');
    const here = await focusOf(page);
    if (!here) break;
    wrong.push(...here.wrong);
    if (here.key === before) wrong.push(`${here.label}: keeps the focus`);
    before = here.key;
  }
  return [...new Set(wrong)];
}

/** Writes down what a screen reader is told by live regions, from now on. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = ((window as any).said = []);
    const live = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], [role="log"]';
    const last = new Map<Element, string>();
    const words = (element: Element) => (element as HTMLElement).innerText.replaceAll(/\s+/g, ' ').trim();
    for (const region of document.querySelectorAll(live)) last.set(region, words(region));
    new MutationObserver(() => {
      for (const region of document.querySelectorAll(live)) {
        // A region in another is read with that one.
        if (region.parentElement?.closest(live)) continue;
        const now = words(region);
        if (now !== (last.get(region) ?? '')) {
          last.set(region, now);
          if (now) said.push(now);
        }
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['hidden', 'class'] });
  });
  return () => page.evaluate(() => (window as any).said);
}

/** These words were said, once. */
export async function saidOnce(said: () => Promise<string[]>, words: RegExp): Promise<void> {
  await expect.poll(async () => (await said()).filter((one) => words.test(one)).length, { message: `${words} is said` }).toBeGreaterThan(0);
  const all = await said();
  expect(all.filter((one) => words.test(one)), `${words} is said once, of: ${all.join(' | ')}`).toHaveLength(1);
}

/** What differs from run to run in what a screen reader has of a page, and what is kept in its place. */
const PASSING: [RegExp, string][] = [
  [/(?:(?:yesterday|tomorrow|\d{1,2} [A-Z][a-z]{2,3}(?: \d{4})?), )?\b\d{1,2}:\d{2}\b/g, '(time)'],
  [/\b(?:\d+ (?:second|minute|hour|day)s? ago|just now|yesterday)\b/g, '(ago)'],
  [/\b(?:\d+ d \d+ h|\d+ h \d+ min|\d+ min) left\b/g, '(left)'],
];

/** The whole page as a screen reader has it, when all has come: roles, names, states and texts, in order. */
export async function heard(page: Page): Promise<string> {
  await allPartsCame(page);
  await expect(page.getByText(/^Loading/)).toHaveCount(0);
  const tree = await page.locator('body').ariaSnapshot();
  return PASSING.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), tree);
}
