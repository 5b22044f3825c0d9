import {
  choicesOf,
  countOf,
  durationLines,
  explanation,
  isNarrowed,
  type ListName,
  matching,
  progress,
  type Request,
  requestedLines,
} from '../../shared/requests';
import { accessDetails } from './access-details';
import { arrange, bar, h, icon, set, write } from './dom';
import { multiSelect } from './multi-select';
import { navigate, PATHS, route, sent } from './navigation';
import { about, all, changes, loaded, readAll } from './store';

const ROW_HEIGHT = 57;
const OVERSCAN = 10;
const TICK_MS = 20_000;

const BADGES: Record<string, [icon: string, look?: string]> = {
  'Pending Approval': ['clock'],
  Granting: ['arc'],
  Revoking: ['arc'],
  Granted: ['check', 'good'],
  Rejected: ['dismiss', 'bad'],
  Failed: ['dismiss', 'bad'],
  Expired: ['clock'],
  Revoked: ['stop'],
};

/** Fills the page; returns what takes it away again. */
export function myRequests(main: HTMLElement): () => void {
  const gone = new AbortController();
  let list: ListName = 'open';

  const heading = h('h1', { tabindex: -1 }, 'My Requests');
  const tabs = { open: listTab('open', 'Open Requests'), closed: listTab('closed', 'Closed Requests') };
  const search = h('input', {
    class: 'input search',
    type: 'search',
    'aria-label': 'Search requests',
    placeholder: 'Search requests',
    autocomplete: 'off',
    oninput: () => draw(),
  });
  const statuses = multiSelect('Status', 'All', () => draw());
  const integrations = multiSelect('Integration', 'All', () => draw());
  const clear = () => {
    search.value = '';
    statuses.clear();
    integrations.clear();
  };
  const clearAll = h('button', { class: 'btn btn--subtle', type: 'button', onclick: clear }, 'Clear all');
  const news = sent();
  const isNew = new Set(news?.ids);
  const body = h('tbody');
  const columns = (
    [
      ['Request', '104px'],
      ['Access', ''],
      ['Requested', '160px'],
      ['Duration', '190px'],
      ['Status', '210px'],
      ['Actions', '140px'],
    ] as const
  ).map(([name, width]) => {
    const cell = h('th', { scope: 'col' }, name);
    cell.style.width = width;
    return cell;
  });
  const table = h('table', { class: 'card' }, h('thead', {}, h('tr', { 'aria-rowindex': 1 }, ...columns)), body);
  const instead = h('div');
  const foot = h('p', { class: 'foot quiet small', role: 'status' });
  const panel = h('div', { role: 'tabpanel', id: 'requests' }, table, instead, foot);
  main.replaceChildren(
    h(
      'div',
      { class: 'stack' },
      h('div', { class: 'row' }, heading, h('a', { class: 'btn btn--primary push', href: PATHS.new }, 'New Request')),
      h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Lists of requests' }, tabs.open.element, tabs.closed.element),
      h(
        'div',
        { class: 'row filters', role: 'search', 'aria-label': 'Search and filters' },
        search,
        statuses.element,
        integrations.element,
        clearAll,
      ),
      news && bar('good', news.message),
      panel,
    ),
  );

  // Rows: only those near the view exist, and each is drawn anew only when its request has changed.
  const rows = new Map<string, Row>();
  const above = h('tr', { 'aria-hidden': 'true' });
  const below = h('tr', { 'aria-hidden': 'true' });
  let shown: Request[] = [];

  function drawRows(): void {
    const top = scrollY - (table.offsetTop + 44);
    const from = Math.max(Math.floor(top / ROW_HEIGHT) - OVERSCAN, 0);
    const to = Math.min(Math.ceil((top + innerHeight) / ROW_HEIGHT) + OVERSCAN, shown.length);
    const now = Date.now() / 1_000;
    const before = new Map(rows);
    rows.clear();
    const elements = shown.slice(from, to).map((request, offset) => {
      let row = before.get(request.id);
      if (row?.request !== request) row = requestRow(request, isNew.has(request.id), now);
      rows.set(request.id, row);
      set(row.element, 'aria-rowindex', from + offset + 2);
      return row.element;
    });
    above.style.height = `${from * ROW_HEIGHT}px`;
    below.style.height = `${(shown.length - to) * ROW_HEIGHT}px`;
    arrange(body, [...(from > 0 ? [above] : []), ...elements, ...(to < shown.length ? [below] : [])]);
  }

  function draw(): void {
    const requests = all();
    const here = requests.filter((request) => request.list === list);
    const filter = { search: search.value, statuses: statuses.chosen, integrations: integrations.chosen };
    const narrowed = isNarrowed(filter);
    const read = loaded.done || (list === 'open' && loaded.openRead);
    const choices = choicesOf(here);
    statuses.offer(choices.statuses);
    integrations.offer(choices.integrations);
    tabs[list].count(here.length, list === 'open' ? loaded.openRead : loaded.done);
    tabs[list === 'open' ? 'closed' : 'open'].count(
      requests.length - here.length,
      list === 'open' ? loaded.done : loaded.openRead,
    );
    shown = matching(here, filter);
    clearAll.hidden = !narrowed;
    table.hidden = shown.length === 0;
    set(table, 'aria-rowcount', read ? shown.length + 1 : -1);
    drawRows();
    instead.replaceChildren(...insteadOfRows(read, narrowed));
    write(foot, progress(loaded, narrowed ? shown.length : undefined));
  }

  function insteadOfRows(read: boolean, narrowed: boolean): Node[] {
    const nodes: Node[] = [];
    if (loaded.error)
      nodes.push(
        bar(
          'bad',
          loaded.error,
          h('button', { class: 'btn btn--small', type: 'button', onclick: () => void readAll() }, 'Retry'),
        ),
      );
    if (shown.length) return nodes;
    if (!read && !loaded.error) nodes.push(h('p', { class: 'empty quiet' }, 'Requests are being loaded'));
    else if (read && narrowed)
      nodes.push(
        empty(
          'No request matches',
          'Try another word, or take filters away.',
          h('button', { class: 'btn', type: 'button', onclick: clear }, 'Clear all'),
        ),
      );
    else if (read) {
      const [title, text] =
        list === 'open'
          ? [
              'You have no open requests',
              'Ask for access to a database, a cloud account or an application. It appears here with its status.',
            ]
          : ['You have no closed requests', 'Requests that have expired or were rejected, revoked or failed appear here.'];
      nodes.push(empty(title!, text!, h('a', { class: 'btn', href: PATHS.new }, 'New Request')));
    }
    return nodes;
  }

  function go(): void {
    const now = route();
    if (now !== 'open' && now !== 'closed') return;
    // The two lists share no status, but what is searched for may be in either.
    if (list !== now) statuses.forget();
    list = now;
    for (const name of ['open', 'closed'] as const) set(tabs[name].element, 'aria-selected', `${name === list}`);
    set(panel, 'aria-labelledby', `tab-${list}`);
    draw();
  }

  const { signal } = gone;
  changes.addEventListener('change', draw, { signal });
  addEventListener('popstate', go, { signal });
  addEventListener('scroll', drawRows, { signal, passive: true });
  addEventListener('resize', drawRows, { signal });
  const clock = setInterval(() => rows.forEach((row) => row.tick(Date.now() / 1_000)), TICK_MS);
  go();
  if (news) heading.focus();
  return () => {
    gone.abort();
    clearInterval(clock);
  };
}

function listTab(list: ListName, label: string) {
  const number = h('span', { class: 'chip', 'aria-hidden': 'true', hidden: true });
  const element = h(
    'button',
    { type: 'button', role: 'tab', id: `tab-${list}`, 'aria-controls': 'requests', onclick: () => navigate(PATHS[list]) },
    `${label} `,
    number,
  );
  return {
    element,
    count(count: number, complete: boolean) {
      const [eye, words] = countOf(count, complete);
      number.hidden = !eye;
      write(number, eye);
      set(element, 'aria-label', `${label} ${words}`.trim());
    },
  };
}

function empty(title: string, text: string, action: HTMLElement): HTMLElement {
  return h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text), action);
}

interface Row {
  request: Request;
  element: HTMLElement;
  tick(now: number): void;
}

function requestRow(request: Request, isNew: boolean, now: number): Row {
  const lines = () => [h('span', { class: 'line1' }), h('span', { class: 'line2' })] as const;
  const [requested, ago] = lines();
  const [length, until] = lines();
  const element = h(
    'tr',
    {},
    h('th', { scope: 'row' }, request.id),
    h(
      'td',
      {},
      h(
        'div',
        { class: 'what' },
        icon(request.isBundle ? 'box' : 'data'),
        h(
          'div',
          {},
          h(
            'span',
            { class: 'line1 strong' },
            request.headline,
            request.more > 0 && ' ',
            request.more > 0 && h('span', { class: 'chip' }, `+${request.more} more`),
            request.favorite && ' ',
            request.favorite && icon('star'),
            request.favorite && h('span', { class: 'sr' }, 'favorite'),
            isNew && ' ',
            isNew && h('span', { class: 'chip' }, 'New'),
          ),
          h('span', { class: 'line2' }, request.secondLine),
        ),
      ),
    ),
    h('td', {}, requested, ago),
    h('td', {}, length, until),
    h('td', {}, badge(request)),
    h(
      'td',
      {},
      request.status === 'Granted' &&
        h(
          'button',
          {
            class: 'btn btn--small',
            type: 'button',
            'aria-label': `View Details of ${request.id}`,
            onclick: () => accessDetails(request),
          },
          'View Details',
        ),
    ),
  );
  const row: Row = {
    request,
    element,
    tick(now) {
      const [first, second] = requestedLines(request, now);
      write(requested, first);
      write(ago, second);
      const [third, fourth, soon] = durationLines(request, now);
      write(length, third);
      write(until, fourth);
      length.classList.toggle('soon', soon);
    },
  };
  row.tick(now);
  return row;
}

function badge(request: Request): HTMLElement {
  const { id, status } = request;
  const reason = explanation(request, about.contact);
  const [picture = 'clock', look] = BADGES[status] ?? [];
  const looks = { class: `badge badge--${look}` };
  if (!reason) return h('span', looks, icon(picture), status);
  const tooltip = h('span', { role: 'tooltip', id: `reason-${id}` }, reason);
  return h(
    'button',
    { ...looks, type: 'button', 'aria-label': status, 'aria-describedby': tooltip.id },
    icon(picture),
    status,
    tooltip,
  );
}
