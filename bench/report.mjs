// `bench report`, and the end of every other `bench`: tables and charts from bench/results.json. The tables go into
// docs/performance.md between two marks, the charts to docs/pictures. Says which goals hold.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const PAGE = here('docs/performance.md');
const MARKS = ['<!-- What follows is written by `cargo xtask bench`. -->', '<!-- Here ends what is written by `cargo xtask bench`. -->'];
const APPS = ['tab', 'react-fluent', 'vanilla'];
const PEERS = APPS.slice(1);

const results = JSON.parse(readFileSync(here('bench/results.json'), 'utf8'));
const measures = against();

const growth = growing();
if (measures.length) writeFileSync(here('docs/pictures/bench.svg'), ratiosChart(measures));
if (growth.length) writeFileSync(here('docs/pictures/growth.svg'), growthChart(growth));
const page = readFileSync(PAGE, 'utf8');
const [before, after] = MARKS.map((mark) => page.indexOf(mark));
if (before < 0 || after < before) throw new Error(`${PAGE} has lost the marks between which the tables stand.`);
writeFileSync(PAGE, `${page.slice(0, before + MARKS[0].length)}\n\n${tables()}\n\n${page.slice(after)}`);
console.log(verdicts());

/** One entry for each measure of tab and peers: figures of the three, the middle half where there is one, goals. */
function against() {
  const { peers, compare, soak } = results;
  const rows = [];
  if (peers) {
    const names = { first_list: 'bytes to the first list, brotli, KB', all_screens: 'bytes on all screens, brotli, KB' };
    for (const [what, title] of Object.entries(names)) {
      const figures = Object.fromEntries(APPS.map((app) => [app, { median: peers.bytes[app][what] / 1_000 }]));
      rows.push({ title, figures, goals: peers.goals.filter((goal) => goal.what === what) });
    }
  }
  for (const what of compare?.order ?? []) rows.push({ title: compare.titles[what], ...compare.results[what] });
  if (soak?.memory) {
    const figures = Object.fromEntries(APPS.map((app) => [app, { median: soak.memory[app].end_mb }]));
    rows.push({ title: 'memory after an hour with 200 changes, MB', figures, goals: soak.goals });
  }
  return rows;
}

/** The tab's figure by a peer's; nothing where the peer's is zero. */
function ratioOf({ figures }, peer) {
  return figures[peer].median ? figures.tab.median / figures[peer].median : undefined;
}

/** One entry for each curve: name, unit and points of size and cost. */
function growing() {
  const { growth_api: api, growth_tab: tab } = results;
  const curves = [];
  const add = (chart, name, rows, size, of) => curves.push({ chart, name, points: rows.map((row) => [row[size], of(row)]) });
  if (api) {
    add('API by resources', 'search', api.by_resources, 'resources', (row) => row.search_ms / row.searches.length);
    add('API by resources', 'list', api.by_resources, 'resources', (row) => row.list_ms);
    add('API by resources', 'create', api.by_resources, 'resources', (row) => row.create_ms);
    for (const [name, of] of [['newest 100', 'first_ms'], ['oldest 100', 'last_ms'], ['100 by id', 'by_id_ms'], ['create', 'create_ms']]) {
      add('API by requests', name, api.by_requests, 'requests', (row) => row[of]);
    }
  }
  const names = { search: 'search', toggle: 'tick', select_all: 'select all', clear: 'clear', scroll: 'scroll', start: 'start', popup: 'popup', switch_list: 'other list', all_read: 'all read' };
  for (const [by, size] of [['by_resources', 'resources'], ['by_requests', 'requests']]) {
    const rows = tab?.[by] ?? [];
    for (const what of Object.keys(rows[0] ?? {}).filter((what) => names[what])) add(`Tab by ${size}`, names[what], rows, size, (row) => row[what]);
  }
  return curves;
}

function number(value) {
  if (value === undefined || value === null) return '–';
  return value.toLocaleString('en', value < 100 ? { minimumFractionDigits: 1, maximumFractionDigits: 1 } : { maximumFractionDigits: 0 });
}

function spread({ median, from, to }) {
  return from === undefined || from === to ? number(median) : `${number(median)} (${number(from)}–${number(to)})`;
}

function goalOf({ goals }, peer) {
  const goal = goals.find((goal) => goal.peer === peer);
  return goal && `at most ${goal.goal}: ${goal.holds ? 'holds' : '**missed**'}`;
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function tables() {
  const { compare, peers, growth_api: api, growth_tab: tab, host, lighthouse } = results;
  const parts = [];
  if (measures.length) {
    const about = compare ?? peers;
    const rounds = compare ? `, ${compare.rounds} rounds in turn; the median, and in brackets the middle half` : '';
    parts.push(`### Tab and peers\n\nChromium ${about.chromium}, ${about.cores} cores${rounds}. A ratio is the tab's figure by that of the peer.`);
    parts.push(
      table(
        ['measure', ...APPS, ...PEERS.map((peer) => `of ${peer}`)],
        measures.map((row) => [
          row.title,
          ...APPS.map((app) => spread(row.figures[app])),
          ...PEERS.map((peer) => [ratioOf(row, peer)?.toFixed(2), goalOf(row, peer)].filter(Boolean).join(', ')),
        ]),
      ),
      '![The tab by its peers](pictures/bench.svg)',
    );
  }
  if (host) {
    parts.push(
      '### Inside a host\n\nFrom the frame\'s first moment, in the emulator of the end-to-end tests; ms, medians.',
      table(
        ['host', 'first word to the host', 'loaded', 'usable', 'first row'],
        Object.entries(host.results).map(([name, { initialize, appLoaded, success, firstRow }]) => [
          name,
          ...[initialize, appLoaded, success, firstRow].map(({ median_ms }) => number(median_ms)),
        ]),
      ),
    );
  }
  if (lighthouse) {
    parts.push(
      '### Lighthouse\n\nDesktop settings; performance is the median of the loads.',
      table(
        ['page', 'accessibility', 'best practices', 'performance'],
        lighthouse.results.map(({ who, path, scores }) => [`\`${path}\`, ${who}`, scores.accessibility, scores['best-practices'], scores.performance]),
      ),
    );
  }
  if (api) {
    const sizes = (rows, by) => rows.map((row) => row[by].toLocaleString('en'));
    parts.push(
      '### Growth of the API\n\nMedians in ms, inside the process of the server.',
      table(
        ['by resources', ...sizes(api.by_resources, 'resources'), 'the last step'],
        [
          ...api.ratios.map(({ search, ratio, rows }, place) => [
            search ? `search \`${search}\`` : 'search for everything',
            ...api.by_resources.map(({ searches }) => searches[place].ms.toFixed(2)),
            `${ratio.toFixed(1)}×${rows[0] === rows[1] ? '' : `, ${rows[0]} rows become ${rows[1]}`}`,
          ]),
          ['all searches', ...api.by_resources.map((row) => row.search_ms.toFixed(1)), `${api.ratio.toFixed(1)}×`],
          ['list of requests', ...api.by_resources.map((row) => row.list_ms.toFixed(2)), ''],
          ['create', ...api.by_resources.map((row) => row.create_ms.toFixed(2)), ''],
          ['filling, once', ...api.by_resources.map((row) => number(row.seed_ms)), ''],
          ['memory of the process, MiB', ...api.by_resources.map((row) => number(row.memory_mib)), ''],
        ],
      ),
      table(
        ['by requests', ...sizes(api.by_requests, 'requests')],
        [['newest 100', 'first_ms'], ['oldest 100', 'last_ms'], ['what is open', 'open_ms'], ['100 by their ids', 'by_id_ms'], ['create', 'create_ms']].map(
          ([name, of]) => [name, ...api.by_requests.map((row) => row[of].toFixed(2))],
        ),
      ),
    );
  }
  if (tab) {
    parts.push(`### Growth of the tab\n\nMedians of ${tab.rounds} rounds in ms, memory in MB.`);
    const names = { search: 'keystroke to results less the rest', toggle: 'tick a box', scroll: 'scroll 1,000 rows, longest frame', select_all: 'select all that matches, at most 1,000', clear: 'clear', memory_mb: 'memory', start: 'cold start to the first row', all_read: 'all requests read', switch_list: 'to the other list', popup: 'View Details' };
    for (const [by, size] of [['by_resources', 'resources'], ['by_requests', 'requests']]) {
      const rows = tab[by];
      const measured = Object.keys(rows[0]).filter((what) => names[what]);
      parts.push(
        table(
          [`by ${size}`, ...rows.map((row) => row[size].toLocaleString('en'))],
          measured.map((what) => [names[what], ...rows.map((row) => number(row[what]))]),
        ),
      );
    }
  }
  if (growth.length) parts.push('![Cost against size](pictures/growth.svg)');
  return parts.join('\n\n');
}

function verdicts() {
  const lines = measures.flatMap(({ title, goals }) =>
    goals.map(({ peer, goal, ratio, holds }) => `  ${holds ? 'holds ' : 'MISSED'}  ${title.padEnd(46)} ${ratio.toFixed(2)} of ${peer}, at most ${goal}`),
  );
  const { growth_api: api, lighthouse } = results;
  if (api) lines.push(`  ${api.holds ? 'holds ' : 'MISSED'}  ${'search, 100,000 to 1,000,000 resources'.padEnd(46)} at most ${api.goal} times as long for as many rows; all together ${api.ratio.toFixed(2)}`);
  if (lighthouse) {
    const holds = lighthouse.results.every(({ scores }) => Object.values(scores).every((score) => score === 100));
    lines.push(`  ${holds ? 'holds ' : 'MISSED'}  Lighthouse: 100 on every page`);
  }
  return ['\nGoals, as last measured', ...lines].join('\n');
}

// Charts. Colours that are told apart on light and on dark, text in the colour of the middle.

function svg(width, height, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#7a7a7a">\n${content.join('\n')}\n</svg>\n`;
}

function text(x, y, words, more = '') {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${safe}</text>`;
}

/** For each measure a bar for each peer, on a logarithmic scale around 1; a stroke where the goal lies. */
function ratiosChart(rows) {
  const [left, width, high] = [310, 420, 34];
  const colours = { 'react-fluent': '#2f7ed8', vanilla: '#d9822b' };
  const all = rows.flatMap((row) => PEERS.map((peer) => Math.abs(Math.log2(ratioOf(row, peer))))).filter(Number.isFinite);
  const most = Math.ceil(Math.max(...all, 1));
  const x = (value) => left + (width * (Math.log2(value) + most)) / (2 * most);
  const bottom = 40 + rows.length * high;
  const content = [
    text(left, 14, 'the tab takes less', 'fill="#2e8b57"'),
    text(left + width, 14, 'the tab takes more', 'text-anchor="end" fill="#c0392b"'),
  ];
  for (let power = -most; power <= most; power += 1) {
    const at = x(2 ** power);
    content.push(`<path d="M${at.toFixed(1)} 22V${bottom}" stroke="#9a9a9a" stroke-opacity="${power === 0 ? 1 : 0.3}"/>`);
    content.push(text(at, bottom + 16, power < 0 ? `1/${2 ** -power}` : `${2 ** power}`, 'text-anchor="middle"'));
  }
  rows.forEach((row, place) => {
    const top = 28 + place * high;
    content.push(text(left - 10, top + 16, row.title, 'text-anchor="end"'));
    PEERS.forEach((peer, which) => {
      const value = ratioOf(row, peer);
      if (!Number.isFinite(value) || value <= 0) return;
      const [from, to] = [x(Math.min(value, 1)), x(Math.max(value, 1))];
      const y = top + 4 + which * 11;
      content.push(`<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(to - from, 1).toFixed(1)}" height="9" fill="${colours[peer]}"><title>${value.toFixed(2)} of ${peer}</title></rect>`);
      const goal = row.goals.find((goal) => goal.peer === peer);
      if (goal) content.push(`<path d="M${x(goal.goal).toFixed(1)} ${y - 2}v13" stroke="#c0392b" stroke-width="2"/>`);
    });
  });
  PEERS.forEach((peer, which) => {
    const y = bottom + 28 + which * 16;
    content.push(`<rect x="${left}" y="${y}" width="12" height="9" fill="${colours[peer]}"/>`, text(left + 18, y + 9, `of ${peer}`));
  });
  content.push(`<path d="M${left + 140} ${bottom + 26}v13" stroke="#c0392b" stroke-width="2"/>`, text(left + 148, bottom + 37, 'the goal: not beyond this'));
  return svg(left + width + 20, bottom + 68, content);
}

/** Cost against size, both logarithmic, a field for each chart. */
function growthChart(curves) {
  const colours = ['#2f7ed8', '#d9822b', '#2e8b57', '#8e5cc4', '#c0392b', '#16888c'];
  const names = [...new Set(curves.map(({ chart }) => chart))];
  const [wide, high, left, top] = [400, 280, 48, 34];
  const content = [];
  names.forEach((name, place) => {
    const [x0, y0] = [(place % 2) * wide + left, Math.floor(place / 2) * high + top];
    const [width, height] = [wide - left - 96, high - top - 40];
    const own = curves.filter(({ chart }) => chart === name);
    const points = own.flatMap(({ points }) => points).filter(([, cost]) => cost > 0);
    const logs = (of) => points.map((point) => Math.log10(of(point)));
    const [fromX, toX] = [Math.min(...logs(([size]) => size)), Math.max(...logs(([size]) => size))];
    const [fromY, toY] = [Math.floor(Math.min(...logs(([, cost]) => cost))), Math.ceil(Math.max(...logs(([, cost]) => cost)))];
    const x = (size) => x0 + (width * (Math.log10(size) - fromX)) / (toX - fromX);
    const y = (cost) => y0 + height - (height * (Math.log10(cost) - fromY)) / Math.max(toY - fromY, 1);
    content.push(text(x0, y0 - 12, `${name}, ms`, 'font-weight="600"'));
    for (let power = fromY; power <= toY; power += 1) {
      const at = y(10 ** power).toFixed(1);
      content.push(`<path d="M${x0} ${at}h${width}" stroke="#9a9a9a" stroke-opacity="0.3"/>`, text(x0 - 6, Number(at) + 4, `${10 ** power}`, 'text-anchor="end"'));
    }
    for (const size of new Set(own.flatMap(({ points }) => points.map(([size]) => size)))) {
      content.push(text(x(size), y0 + height + 18, size >= 1_000_000 ? `${size / 1_000_000} M` : size >= 1_000 ? `${size / 1_000} k` : `${size}`, 'text-anchor="middle"'));
    }
    // Names at the ends of the curves, apart from each other.
    const ends = own.map(({ points }, which) => ({ which, at: y(Math.max(points.at(-1)[1], 10 ** fromY)) })).sort((one, other) => one.at - other.at);
    ends.forEach((end, order) => {
      if (order > 0) end.at = Math.max(end.at, ends[order - 1].at + 13);
    });
    own.forEach(({ name, points }, which) => {
      const colour = colours[which % colours.length];
      const line = points.map(([size, cost]) => `${x(size).toFixed(1)},${y(Math.max(cost, 10 ** fromY)).toFixed(1)}`).join(' ');
      content.push(`<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`);
      content.push(text(x0 + width + 8, ends.find((end) => end.which === which).at + 4, name, `fill="${colour}"`));
    });
  });
  return svg(2 * wide, Math.ceil(names.length / 2) * high, content);
}
