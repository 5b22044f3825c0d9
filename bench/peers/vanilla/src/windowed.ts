// A list of any length of which only the rows in view exist: slots that are filled anew while the view moves.

import { h } from './dom';

export interface Windowed<Slot> {
  element: HTMLElement;
  /** Lays the rows out: the upper edge of each, and the end of the last. Begins at the top where told so. */
  lay(edges: number[], anew: boolean): void;
  slots(): Iterable<[index: number, slot: Slot]>;
}

const OVERSCAN = 8;

export function windowed<Slot extends { element: HTMLElement }>(
  label: string,
  make: () => Slot,
  fill: (slot: Slot, index: number) => void,
  onNearEnd: () => void = () => {},
): Windowed<Slot> {
  const sizer = h('div', { role: 'presentation' });
  const element = h('div', { class: 'window', role: 'list', 'aria-label': label, tabindex: 0 }, sizer);
  const pool: Slot[] = [];
  const shown = new Map<number, Slot>();
  let edges = [0];
  let height = 0;

  /** The row at this height. */
  function at(top: number): number {
    let [low, high] = [0, edges.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle]! <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function draw(anew: boolean): void {
    height ||= element.clientHeight;
    const count = edges.length - 1;
    const from = Math.max(at(element.scrollTop) - OVERSCAN, 0);
    const to = Math.min(at(element.scrollTop + height) + 1 + OVERSCAN, count);
    for (const [index, slot] of shown) {
      if (index >= from && index < to) continue;
      shown.delete(index);
      pool.push(slot);
    }
    for (let index = from; index < to; index += 1) {
      let slot = shown.get(index);
      if (slot && !anew) continue;
      if (!slot) {
        slot = pool.pop() ?? make();
        // A box that comes to stand for another row must not keep the focus.
        if (slot.element.contains(document.activeElement)) element.focus();
        shown.set(index, slot);
        if (!slot.element.isConnected) sizer.append(slot.element);
        slot.element.hidden = false;
      }
      slot.element.style.transform = `translateY(${edges[index]}px)`;
      slot.element.ariaSetSize = `${count}`;
      slot.element.ariaPosInSet = `${index + 1}`;
      fill(slot, index);
    }
    for (const slot of pool) slot.element.hidden = true;
    if (to + 50 > count) onNearEnd();
  }

  element.addEventListener('scroll', () => draw(false), { passive: true });
  new ResizeObserver(() => {
    height = element.clientHeight;
    draw(false);
  }).observe(element);
  return {
    element,
    lay(next, anew) {
      edges = next;
      sizer.style.height = `${edges.at(-1)}px`;
      if (anew) element.scrollTop = 0;
      draw(true);
    },
    slots: () => shown,
  };
}
