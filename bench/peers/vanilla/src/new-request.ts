import { PATHS } from './navigation';
import { h } from './dom';
import { requestForm } from './request-form';
import { resourcePicker } from './resource-picker';
import { fullWords, type Chosen, type Selection } from '../../shared/units';

/** What is chosen, and who wants to hear of it. */
export interface Choosing {
  selection: Selection;
  choose(change: (selection: Selection) => Chosen): void;
  /** Takes this selection, and says what became of it. */
  take(selection: Selection, words: string): void;
}

/** Fills the page; returns what takes it away again. */
export function newRequest(main: HTMLElement): () => void {
  const changed = (note?: string) => {
    picker.changed(note);
    form.changed();
  };
  const choosing: Choosing = {
    selection: new Map(),
    choose(change) {
      const { selection, refused } = change(choosing.selection);
      choosing.selection = selection;
      changed(refused && fullWords(refused));
    },
    take(selection, words) {
      choosing.selection = selection;
      changed(words);
    },
  };
  const picker = resourcePicker(choosing);
  const form = requestForm(choosing);
  const heading = h('h1', { tabindex: -1 }, 'New Request');
  main.replaceChildren(
    h(
      'div',
      { class: 'stack' },
      h('p', {}, h('a', { href: PATHS.open }, 'My Requests')),
      heading,
      h(
        'div',
        { class: 'tabs', role: 'tablist', 'aria-label': 'Kind of request' },
        h('button', { type: 'button', role: 'tab', 'aria-selected': 'true' }, 'Resources Request'),
      ),
      h('div', { class: 'columns' }, picker.element, form.element),
    ),
  );
  heading.focus();
  return () => {
    picker.leave();
    form.leave();
  };
}
