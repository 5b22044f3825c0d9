import { type ApiError, hasMore, readPermissions, readResourceTypes, readUnits, type UnitFilter } from '../../shared/api';
import {
  aboutResource,
  countOfMost,
  extent,
  footWords,
  hasBox,
  holds,
  type Group,
  type ListRow,
  matchingWords,
  rowName,
  takeAll,
  toggleGroup,
  toggleUnit,
  tookAllWords,
  wholeGroups,
} from '../../shared/units';
import type { AccessUnit } from '../../shared/wire';
import { bar, debounce, h, icon, set, write } from './dom';
import { multiSelect } from './multi-select';
import type { Choosing } from './new-request';
import { windowed } from './windowed';

const REST_MS = 250;
const HEAD_HEIGHT = 40;
const UNIT_HEIGHT = 32;

export function resourcePicker(choosing: Choosing) {
  // What has been read of the list, in the service's order.
  let groups: Group[] = [];
  let rows: ListRow[] = [];
  let edges = [0];
  let units = 0;
  let more = false;
  let total: number | undefined;
  let read = false;
  let loading = false;
  let takingAll = false;
  let error = '';
  let calls = new AbortController();
  let idsOf = new Map<string, string[]>();

  const rest = debounce(REST_MS);
  const search = h('input', {
    id: 'search-resources',
    class: 'input',
    type: 'search',
    placeholder: 'Search by name',
    autocomplete: 'off',
    oninput: () => rest(() => void begin()),
  });
  const types = multiSelect('Resource Type', 'All types', () => void begin());
  const names = multiSelect('Permission', 'All permissions', () => void begin());
  const told = h('div');
  const allButton = h(
    'button',
    { class: 'btn btn--small', type: 'button', onclick: () => void takeEverything() },
    'Select all matching',
  );
  const matches = h('span', { class: 'quiet small' });
  const count = h('span', { class: 'push strong' });
  const list = windowed('Matching resources', makeSlot, fillSlot, () => {
    if (more && !loading && !error) void readPage();
  });
  const instead = h('div');
  const foot = h('p', { class: 'quiet small' });
  const element = h(
    'section',
    { class: 'stack card pad', 'aria-label': 'Choose resources' },
    h(
      'div',
      { class: 'row filters' },
      h('div', { class: 'field search', role: 'search' }, h('label', { for: search.id }, 'Resources'), search),
      types.element,
      names.element,
    ),
    told,
    h('div', { class: 'row' }, allButton, matches, count),
    list.element,
    instead,
    foot,
  );

  const filter = (): UnitFilter => ({
    search: search.value,
    types: types.chosen,
    permissions: names.chosen.flatMap((name) => idsOf.get(name) ?? []),
  });

  /** Reads the list anew; the one before stays until the first page is here. */
  async function begin(): Promise<void> {
    read = false;
    await readPage();
  }

  /** Answers whether the page has come. */
  async function readPage(): Promise<boolean> {
    calls.abort();
    calls = new AbortController();
    const { signal } = calls;
    const anew = !read;
    loading = true;
    error = '';
    draw();
    try {
      const page = await readUnits(filter(), anew ? 0 : units, signal);
      if (signal.aborted) return false;
      if (anew) {
        groups = [];
        rows = [];
        edges = [0];
        units = 0;
      }
      append(page.data);
      more = hasMore(page);
      total = page.pagination.total;
      read = true;
    } catch (problem) {
      if (signal.aborted) return false;
      error = (problem as ApiError).message;
    }
    loading = false;
    draw();
    if (!error) list.lay(edges, anew);
    return !error;
  }

  function append(page: AccessUnit[]): void {
    units += page.length;
    let group = groups.at(-1);
    const add = (row: ListRow, height: number) => {
      rows.push(row);
      edges.push(edges.at(-1)! + height);
    };
    for (const unit of page) {
      if (group?.resource.id !== unit.resource.id) {
        group = { resource: unit.resource, units: [] };
        groups.push(group);
        add({ kind: 'head', group }, HEAD_HEIGHT);
      }
      group.units.push(unit);
      add({ kind: 'unit', unit }, UNIT_HEIGHT);
    }
  }

  function draw(): void {
    const empty = read && rows.length === 0;
    set(allButton, 'aria-disabled', !read || empty || takingAll ? 'true' : undefined);
    write(matches, read ? matchingWords(groups.length, more, total) : 'Searching…');
    write(count, countOfMost(choosing.selection.size));
    list.element.ariaBusy = `${loading}`;
    list.element.classList.toggle('window--stale', loading && !read);
    list.element.hidden = empty;
    write(foot, read && !empty ? footWords(groups.length, more, loading) : '');
    instead.replaceChildren(...(error ? [failed()] : empty ? [nothing()] : []));
  }

  function failed(): HTMLElement {
    return bar(
      'bad',
      error,
      ' ',
      h('button', { class: 'btn btn--small', type: 'button', onclick: () => void readPage() }, 'Retry'),
    );
  }

  function nothing(): HTMLElement {
    const clear = () => {
      search.value = '';
      types.clear();
      names.clear();
    };
    return h(
      'div',
      { class: 'empty' },
      h('h2', {}, 'Nothing matches'),
      h('p', {}, 'Try a shorter name, or take filters away.'),
      h('button', { class: 'btn', type: 'button', onclick: clear }, 'Clear search and filters'),
    );
  }

  async function takeEverything(): Promise<void> {
    if (!read || takingAll) return;
    takingAll = true;
    draw();
    for (;;) {
      const open = more;
      const { selection, full, undecided } = takeAll(choosing.selection, wholeGroups(groups, open));
      if (full || !open) {
        takingAll = false;
        choosing.take(selection, tookAllWords(selection.size, full, undecided));
        return;
      }
      if (!(await readPage())) break;
    }
    takingAll = false;
    draw();
  }

  // Slots of the list.

  interface Slot {
    element: HTMLElement;
    label: HTMLElement;
    box: HTMLInputElement;
    picture: SVGSVGElement;
    name: HTMLElement;
    about: HTMLElement;
    row?: ListRow;
  }

  function makeSlot(): Slot {
    const box = h('input', { type: 'checkbox', onchange: () => toggle(slot.row!) });
    const picture = icon('data');
    const name = h('span');
    const about = h('span', { class: 'res__about' });
    const label = h('label', { class: 'res' }, box, picture, name, about);
    const slot: Slot = { element: h('div', { class: 'slot', role: 'listitem' }, label), label, box, picture, name, about };
    return slot;
  }

  function fillSlot(slot: Slot, index: number): void {
    const row = rows[index]!;
    if (slot.row !== row) {
      slot.row = row;
      const head = row.kind === 'head' ? row.group : undefined;
      slot.label.classList.toggle('res--head', head !== undefined);
      slot.box.hidden = head !== undefined && !hasBox(head);
      slot.box.ariaLabel = rowName(row);
      slot.picture.style.display = head ? '' : 'none';
      write(slot.name, row.kind === 'head' ? row.group.resource.name : row.unit.permission.name);
      write(slot.about, head ? aboutResource(head) : '');
    }
    tick(slot);
  }

  function tick({ row, box, label }: Slot): void {
    if (!row) return;
    const checked = row.kind === 'head' ? extent(choosing.selection, row.group) : holds(choosing.selection, row.unit);
    box.checked = checked === true;
    box.indeterminate = checked === 'mixed';
    label.classList.toggle('res--on', row.kind === 'unit' && checked === true);
  }

  function toggle(row: ListRow): void {
    choosing.choose((selection) => (row.kind === 'head' ? toggleGroup(selection, row.group) : toggleUnit(selection, row.unit)));
  }

  async function readFilters(): Promise<void> {
    try {
      const [allTypes, allPermissions] = await Promise.all([readResourceTypes(), readPermissions()]);
      types.offer(allTypes.map(({ id, display_path: label }) => ({ id, label })));
      idsOf = new Map([...Map.groupBy(allPermissions, ({ name }) => name)].map(([name, all]) => [name, all.map(({ id }) => id)]));
      names.offer([...idsOf.keys()].sort().map((name) => ({ id: name, label: name })));
    } catch {
      told.replaceChildren(bar('bad', 'The filters could not be loaded.'));
    }
  }

  void readFilters();
  void begin();
  return {
    element,
    /** The selection has changed; the note says what needs saying. */
    changed(note?: string) {
      told.replaceChildren(...(note ? [h('div', { class: 'bar', role: 'alert' }, note)] : []));
      write(count, countOfMost(choosing.selection.size));
      set(allButton, 'aria-disabled', takingAll ? 'true' : undefined);
      for (const [, slot] of list.slots()) tick(slot);
    },
    leave: () => calls.abort(),
  };
}
