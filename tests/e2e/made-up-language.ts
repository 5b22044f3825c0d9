import type { Page } from '@playwright/test';

/** Languages that nobody speaks: one takes half as much room again as English, one is written from right to left. */
export type MadeUp = 'long' | 'mirrored';

/** Makes the page speak one of them, whatever it shows and whenever; only words change, and the direction. */
export async function speak(page: Page, language: MadeUp): Promise<void> {
  await page.addInitScript((language) => {
    const written = new WeakMap<Node, string>();
    const said = new WeakMap<Element, Map<string, string>>();
    const SPOKEN = ['aria-label', 'placeholder', 'title', 'alt'];
    const hebrew = 'אבגדהוזחטיכלמנסעפצקרשתםןףץ';
    const translate = (text: string) =>
      language === 'long'
        ? text.replace(/[aeiou]/g, (vowel) => vowel + vowel)
        : text.replace(/[a-z]/gi, (letter) => hebrew[letter.toLowerCase().charCodeAt(0) - 97]);
    const ofText = (node: Node) => {
      if (!node.nodeValue || written.get(node) === node.nodeValue || node.parentElement?.closest('script, style')) return;
      const text = translate(node.nodeValue);
      written.set(node, text);
      if (text !== node.nodeValue) node.nodeValue = text;
    };
    const ofElement = (element: Element) => {
      for (const name of SPOKEN) {
        const text = element.getAttribute(name);
        const known = said.get(element) ?? new Map<string, string>();
        if (!text || known.get(name) === text) continue;
        known.set(name, translate(text));
        said.set(element, known);
        element.setAttribute(name, translate(text));
      }
    };
    const below = (root: Node) => {
      if (root instanceof Element) ofElement(root);
      if (root instanceof Text) return ofText(root);
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) node instanceof Element ? ofElement(node) : ofText(node);
    };
    new MutationObserver((changes) => {
      if (language === 'mirrored' && document.documentElement.dir !== 'rtl') document.documentElement.dir = 'rtl';
      for (const { type, target, addedNodes } of changes) {
        if (type === 'childList') addedNodes.forEach(below);
        else if (type === 'attributes') ofElement(target as Element);
        else ofText(target);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['dir', ...SPOKEN] });
  }, language);
}

/** Labels that lie over what is in their field. */
export async function overField(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll<HTMLLabelElement>('label[for]')].map((label) => ({ label, field: document.getElementById(label.htmlFor) }));
    const over = boxes.filter(({ label, field }) => {
      if (!field?.checkVisibility() || !label.checkVisibility()) return false;
      const [one, other] = [label.getBoundingClientRect(), field.getBoundingClientRect()];
      const sideways = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      return sideways > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
    });
    return over.map(({ label }) => label.innerText);
  });
}

/** Texts that are cut off without a sign of it, outside of what is only for screen readers. */
export async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...element.childNodes].some((node) => node instanceof Text && node.data.trim());
      const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(element);
      if (!own || !element.checkVisibility() || element.clientWidth <= 1 || element.closest('.sr')) continue;
      if (textOverflow === 'ellipsis' || webkitLineClamp !== 'none' || /auto|scroll/.test(overflowX)) continue;
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) found.push(`${element.className}: ${element.innerText}`);
    }
    return found;
  });
}
