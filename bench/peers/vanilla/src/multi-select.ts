// A list of which several can be taken, searchable by typing.

import type { Choice } from '../../shared/requests';
import { h, icon, set } from './dom';

export interface MultiSelect {
  element: HTMLElement;
  /** Ids. */
  chosen: string[];
  offer(choices: Choice[]): void;
  /** Takes nothing, and tells nobody. */
  forget(): void;
  clear(): void;
}

let count = 0;

export function multiSelect(label: string, placeholder: string, onChange: () => void): MultiSelect {
  const id = `combo-${(count += 1)}`;
  let choices: Choice[] = [];
  let shown: Choice[] = [];
  let active = 0;
  const listbox = h('div', {
    role: 'listbox',
    id: `${id}-list`,
    'aria-label': label,
    'aria-multiselectable': 'true',
    hidden: true,
  });
  const input = h('input', {
    id,
    class: 'input',
    role: 'combobox',
    autocomplete: 'off',
    placeholder,
    'aria-expanded': 'false',
    'aria-controls': listbox.id,
    onclick: () => open(true),
    oninput: () => open(true),
    onblur: () => open(false),
    onkeydown,
  });
  const element = h('div', { class: 'field combo' }, h('label', { for: id }, label), input, listbox);
  const select: MultiSelect = {
    element,
    chosen: [],
    offer(next) {
      choices = next;
      if (!listbox.hidden) draw();
    },
    forget() {
      select.chosen = [];
      show();
    },
    clear() {
      select.forget();
      onChange();
    },
  };
  // The field keeps the focus while choices are clicked.
  listbox.addEventListener('mousedown', (event) => event.preventDefault());
  listbox.addEventListener('click', ({ target }) => {
    const option = (target as Element).closest<HTMLElement>('[role=option]');
    if (option) toggle(Number(option.dataset.place));
  });

  function open(wanted: boolean): void {
    listbox.hidden = !wanted;
    input.ariaExpanded = `${wanted}`;
    if (wanted) draw();
    else {
      input.value = '';
      set(input, 'aria-activedescendant', undefined);
    }
  }

  function draw(): void {
    const typed = input.value.trim().toLowerCase();
    shown = choices.filter((choice) => choice.label.toLowerCase().includes(typed));
    active = Math.min(active, Math.max(shown.length - 1, 0));
    listbox.replaceChildren(
      ...shown.map(({ id: choice, label }, place) =>
        h(
          'div',
          {
            role: 'option',
            id: `${id}-${place}`,
            'data-place': place,
            class: place === active && 'active',
            'aria-selected': `${select.chosen.includes(choice)}`,
          },
          icon('check'),
          label,
        ),
      ),
    );
    set(input, 'aria-activedescendant', shown.length ? `${id}-${active}` : undefined);
    listbox.children[active]?.scrollIntoView({ block: 'nearest' });
  }

  function toggle(place: number): void {
    const choice = shown[place];
    if (!choice) return;
    active = place;
    select.chosen = select.chosen.includes(choice.id)
      ? select.chosen.filter((id) => id !== choice.id)
      : [...select.chosen, choice.id];
    draw();
    show();
    onChange();
  }

  function show(): void {
    input.placeholder = select.chosen.length ? `${select.chosen.length} selected` : placeholder;
  }

  function onkeydown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && listbox.hidden) open(true);
    else if (step) {
      active = Math.max(Math.min(active + step, shown.length - 1), 0);
      draw();
    } else if (event.key === 'Enter' && !listbox.hidden) toggle(active);
    else if (event.key === 'Escape') open(false);
    else return;
    event.preventDefault();
  }
  return select;
}
