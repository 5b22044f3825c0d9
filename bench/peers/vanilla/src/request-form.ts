import { type ApiError, createRequest, dryRun } from '../../shared/api';
import {
  chipWords,
  countOfMost,
  durationHint,
  type Group,
  readDuration,
  type Rules,
  rulesOf,
  unitIds,
  without,
} from '../../shared/units';
import { bar, debounce, h, icon, set, write } from './dom';
import { navigate, PATHS } from './navigation';
import type { Choosing } from './new-request';
import { takeInNew } from './store';
import { windowed } from './windowed';

const REST_MS = 300;
/** How many chips are shown. */
const CHIPS = 6;
const PICKED_HEIGHT = 44;
const NO_RULES: Rules = { justificationRequired: false, durationRequired: false, objections: [] };

export function requestForm(choosing: Choosing) {
  let rules = NO_RULES;
  let pressed = false;
  let sending = false;
  let calls = new AbortController();
  const rest = debounce(REST_MS);

  const selected = selectedResources(choosing);
  const duration = h('input', {
    id: 'duration',
    class: 'input',
    inputmode: 'decimal',
    autocomplete: 'off',
    'aria-describedby': 'duration-hint duration-error',
    oninput: () => draw(),
  });
  const durationHintLine = h('p', { class: 'quiet small', id: 'duration-hint' });
  const durationError = h('p', { class: 'error', id: 'duration-error' });
  const justification = h('textarea', {
    id: 'justification',
    class: 'input',
    rows: 3,
    'aria-describedby': 'justification-hint justification-error',
    oninput: () => draw(),
  });
  const justificationError = h('p', { class: 'error', id: 'justification-error' });
  const outcome = h('div', { class: 'stack' });
  const button = h('button', { class: 'btn btn--primary', type: 'submit' }, 'Request');
  const progress = h('span', { class: 'quiet small', role: 'status' });
  const element = h(
    'form',
    { class: 'stack card pad', 'aria-label': 'Request details', novalidate: true, onsubmit },
    selected.element,
    h(
      'div',
      { class: 'field' },
      h('label', { for: duration.id }, 'Duration (in Hours)'),
      duration,
      durationHintLine,
      durationError,
    ),
    h(
      'div',
      { class: 'field' },
      h('label', { for: justification.id }, 'Justification'),
      justification,
      h('p', { class: 'quiet small', id: 'justification-hint' }, 'Say what you need the access for. Approvers read this.'),
      justificationError,
    ),
    outcome,
    h('p', { class: 'quiet small' }, 'Apono may split this into several requests. You see each of them afterwards.'),
    h('div', { class: 'row' }, button, h('a', { class: 'btn', href: PATHS.open }, 'Cancel'), progress),
  );

  const errors = () => ({
    duration: readDuration(duration.value, rules).error,
    justification: rules.justificationRequired && !justification.value.trim() ? 'Say why you need this access.' : undefined,
  });

  function draw(): void {
    write(durationHintLine, durationHint(rules));
    set(duration, 'aria-required', rules.durationRequired && 'true');
    set(justification, 'aria-required', rules.justificationRequired && 'true');
    if (!pressed) return;
    const wrong = errors();
    write(durationError, wrong.duration ?? '');
    set(duration, 'aria-invalid', wrong.duration && 'true');
    write(justificationError, wrong.justification ?? '');
    set(justification, 'aria-invalid', wrong.justification && 'true');
  }

  /** Asks what the service would say to the choice alone. */
  async function ask(): Promise<void> {
    calls.abort();
    calls = new AbortController();
    const { signal } = calls;
    const units = unitIds(choosing.selection);
    if (!units.length) rules = NO_RULES;
    else {
      try {
        rules = rulesOf(await dryRun({ units }, signal));
        outcome.replaceChildren(...rules.objections.map(({ message }) => bar('bad', message)));
      } catch (error) {
        if (!signal.aborted)
          outcome.replaceChildren(
            bar('bad', `Apono could not be asked what this selection needs. ${(error as ApiError).message}`),
          );
      }
    }
    if (!signal.aborted) draw();
  }

  async function onsubmit(event: Event): Promise<void> {
    event.preventDefault();
    pressed = true;
    draw();
    selected.miss(choosing.selection.size === 0);
    if (sending || choosing.selection.size === 0) return;
    const wrong = errors();
    if (wrong.duration) return duration.focus();
    if (wrong.justification) return justification.focus();
    sending = true;
    set(button, 'aria-busy', 'true');
    write(progress, 'Sending…');
    try {
      await send();
    } catch (error) {
      outcome.replaceChildren(bar('bad', `${(error as Error).message} Your form is kept.`));
    }
    sending = false;
    set(button, 'aria-busy', undefined);
    write(progress, '');
  }

  async function send(): Promise<void> {
    const draft = {
      units: unitIds(choosing.selection),
      justification: justification.value.trim() || undefined,
      durationInSec: readDuration(duration.value, rules).seconds,
    };
    // Asked with what is typed first; only what nothing is said against is sent.
    const said = rulesOf(await dryRun(draft));
    const missing = said.justificationRequired && !draft.justification ? ['Say why you need this access.'] : [];
    const against = [...missing, ...said.objections.map(({ message }) => message)];
    if (against.length) throw new Error(against.join(' '));
    const { request_ids: ids, message } = await createRequest(draft);
    await takeInNew(ids);
    const became = ids.length === 1 ? 'Your request was sent.' : `Your form was sent and became ${ids.length} requests.`;
    navigate(PATHS.open, { ids, message: message ?? became });
  }

  draw();
  return {
    element,
    changed() {
      selected.draw();
      rest(() => void ask());
    },
    leave: () => calls.abort(),
  };
}

/** What is selected: chips while it is little, a searchable list when it is much. */
function selectedResources(choosing: Choosing) {
  let everything = false;
  let shown: Group[] = [];
  const heading = h('h2', { id: 'selected-heading', tabindex: -1 }, 'Selected');
  const count = h('span', { class: 'quiet small' });
  const clear = () => {
    choosing.choose(() => ({ selection: new Map() }));
    heading.focus();
  };
  const clearAll = h('button', { class: 'btn btn--subtle btn--small push', type: 'button', onclick: clear }, 'Clear all');
  const missing = h('p', { class: 'error', role: 'alert', hidden: true }, 'Select at least one resource.');
  const hint = h('p', { class: 'quiet small' }, 'Tick what you need in the list.');
  const chips = h('ul', { class: 'chips' });
  const find = h('input', {
    class: 'input',
    type: 'search',
    'aria-label': 'Find in the selection',
    placeholder: 'Find in the selection',
    oninput: () => drawEverything(),
  });
  const list = windowed('Selected resources', makeSlot, fillSlot);
  list.element.classList.add('window--picked');
  const element = h(
    'section',
    { class: 'stack', 'aria-labelledby': heading.id },
    h('div', { class: 'row' }, heading, count, clearAll),
    missing,
    hint,
    chips,
    find,
    list.element,
  );
  draw();

  const remove = (resource: string) => choosing.choose((selection) => ({ selection: without(selection, resource) }));

  function draw(): void {
    const { selection } = choosing;
    everything &&= selection.size > CHIPS;
    missing.hidden ||= selection.size > 0;
    write(count, countOfMost(selection.size));
    clearAll.hidden = selection.size === 0;
    hint.hidden = selection.size > 0;
    chips.hidden = everything || selection.size === 0;
    find.hidden = !everything;
    list.element.hidden = !everything;
    if (everything) drawEverything();
    else drawChips();
  }

  function drawChips(): void {
    const items = [...choosing.selection.values()].slice(0, CHIPS).map((group) => {
      const words = chipWords(group);
      const take = () => {
        remove(group.resource.id);
        heading.focus();
      };
      return h(
        'li',
        { class: 'chip' },
        words,
        h(
          'button',
          { class: 'btn btn--subtle btn--icon btn--small', type: 'button', 'aria-label': `Remove ${words}`, onclick: take },
          icon('dismiss'),
        ),
      );
    });
    const rest = choosing.selection.size - CHIPS;
    if (rest > 0) {
      const show = () => {
        everything = true;
        draw();
      };
      items.push(h('li', {}, h('button', { class: 'btn btn--small', type: 'button', onclick: show }, `+${rest} more`)));
    }
    chips.replaceChildren(...items);
  }

  function drawEverything(): void {
    const wanted = find.value.trim().toLowerCase();
    shown = [...choosing.selection.values()].filter(({ resource }) => resource.name.toLowerCase().includes(wanted));
    list.lay(
      Array.from({ length: shown.length + 1 }, (_, row) => row * PICKED_HEIGHT),
      false,
    );
  }

  interface Slot {
    element: HTMLElement;
    name: HTMLElement;
    permissions: HTMLElement;
    button: HTMLButtonElement;
    resource: string;
  }

  function makeSlot(): Slot {
    const name = h('div');
    const permissions = h('div', { class: 'quiet small' });
    const button = h(
      'button',
      { class: 'btn btn--subtle btn--icon btn--small', type: 'button', onclick: () => remove(slot.resource) },
      icon('dismiss'),
    );
    const slot: Slot = {
      element: h('div', { class: 'slot picked', role: 'listitem' }, h('div', {}, name, permissions), button),
      name,
      permissions,
      button,
      resource: '',
    };
    return slot;
  }

  function fillSlot(slot: Slot, index: number): void {
    const { resource, units } = shown[index]!;
    slot.resource = resource.id;
    write(slot.name, resource.name);
    write(slot.permissions, units.map(({ permission }) => permission.name).join(', '));
    slot.button.ariaLabel = `Remove ${resource.name}`;
  }

  return {
    element,
    draw,
    miss(nothing: boolean) {
      missing.hidden = !nothing;
    },
  };
}
