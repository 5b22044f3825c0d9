// Making and changing elements.

type Child = Node | string | false | null | undefined;
type Value = string | number | boolean | undefined | ((event: never) => void);

/** An element with attributes, listeners (`onclick` and so on) and children. What is `false`, `null` or `undefined` is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else set(element, name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

export function set(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : `${value}`);
}

/** Writes a text where it is another one. */
export function write(element: Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Makes these the children: what stays is not touched, so that it keeps its focus. */
export function arrange(parent: Element, nodes: Node[]): void {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let here = parent.firstChild;
  for (const node of nodes) {
    if (node === here) here = here.nextSibling;
    else parent.insertBefore(node, here);
  }
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'use'));
  redraw(svg, name);
  return svg;
}

export function redraw(svg: SVGSVGElement, name: string): void {
  svg.firstElementChild!.setAttribute('href', `#${name}`);
}

export function bar(kind: '' | 'bad' | 'good' | 'warning', ...children: Child[]): HTMLDivElement {
  return h('div', { class: `bar bar--${kind}`, role: kind === 'bad' ? 'alert' : 'status' }, ...children);
}

/** Calls once after a rest. */
export function debounce(rest: number): (call: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (call) => {
    clearTimeout(timer);
    timer = setTimeout(call, rest);
  };
}
