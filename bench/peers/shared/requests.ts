// What a request is to a person: its list, its words, its times, and what it can be searched for by.

import { ago, dayAndTime, duration, left } from './time';
import type { AccessRequest } from './wire';

export type ListName = 'open' | 'closed';

export interface Request {
  id: string;
  created: number;
  ends?: number;
  status: string;
  list: ListName;
  reason?: string;
  headline: string;
  /** How many resources there are besides the one in the headline. */
  more: number;
  secondLine: string;
  favorite: boolean;
  asked?: number;
  isBundle: boolean;
  integrations: { id: string; name: string }[];
  /** Everything that can be searched for, in small letters. */
  text: string;
}

const LABELS: Record<string, string> = {
  initializing: 'Pending (being evaluated)',
  pendingmfa: 'Pending MFA',
  approved: 'Granting',
  granting: 'Granting',
  active: 'Granted',
  granted: 'Granted',
  revoking: 'Revoking',
  expired: 'Expired',
  rejected: 'Rejected',
  revoked: 'Revoked',
  failed: 'Failed',
};

/** In the order of a request's life. */
const LIFE = [
  'Pending (being evaluated)',
  'Pending MFA',
  'Pending Approval',
  'Granting',
  'Granted',
  'Revoking',
  'Expired',
  'Revoked',
  'Rejected',
  'Failed',
];
const CLOSED = new Set(['Expired', 'Revoked', 'Rejected', 'Failed']);

function label({ status, challenge }: AccessRequest): string {
  const word = status.status.replaceAll(/[-_ ]/g, '').toLowerCase();
  if (word === 'pending') return challenge?.approvers.length ? 'Pending Approval' : 'Pending (being evaluated)';
  return LABELS[word] ?? status.status;
}

/** Whether the service is at work, so that a change is a matter of seconds. */
export const inMotion = ({ status }: Request) =>
  status === 'Pending (being evaluated)' || status === 'Granting' || status === 'Revoking';

/** The approver's or the service's words. */
function reason({ description, metadata }: AccessRequest['status']): string | undefined {
  return (
    description?.trim() || Object.entries(metadata).find(([key, value]) => /reason|justification/i.test(key) && value.trim())?.[1]
  );
}

/** What there is to say about the status. */
export function explanation({ status, reason: given }: Request, contact?: string): string | undefined {
  if (status === 'Revoked') return given ?? 'An administrator removed this access.';
  if (status === 'Failed') {
    const ask = contact ? `Contact your administrator: ${contact}.` : 'Contact your administrator.';
    return `${given ?? 'An error occurred while access was set up.'} ${ask}`;
  }
  return given;
}

function toRequest(wire: AccessRequest): Request {
  const status = label(wire);
  const summary = wire.access_units_summary ?? [];
  const listed = new Set(wire.distinct_resource_names);
  const names = [...(listed.size ? listed : new Set(summary.map((unit) => unit.resource_name)))];
  const permissions = [...new Set(summary.map((unit) => unit.permission_name))];
  const groups = wire.access_groups;
  const counted = groups.reduce((sum, group) => sum + (group.total_resources ?? 0), 0);
  const second: string[] = [];
  if (wire.bundle) second.push('Bundle');
  if (groups.length === 1) second.push(groups[0]!.integration.name);
  else if (groups.length > 1) second.push(`${groups.length} integrations`);
  if (!wire.bundle && permissions.length) second.push(permissions.join(', '));
  const searched = [wire.id, wire.requestor.name, wire.grantee?.display_name, wire.bundle?.name, wire.justification, ...names];
  for (const unit of summary) searched.push(unit.resource_name, unit.permission_name);
  for (const group of groups) searched.push(group.integration.name, group.integration.type_display_name);
  searched.push(...Object.values(wire.custom_fields ?? {}));
  return {
    id: wire.id,
    created: wire.creation_time,
    ends: wire.revocation_time,
    status,
    list: CLOSED.has(status) ? 'closed' : 'open',
    reason: reason(wire.status),
    headline: wire.bundle?.name ?? names[0] ?? groups[0]?.integration.name ?? wire.id,
    more: wire.bundle ? 0 : Math.max(Math.max(names.length, counted) - 1, 0),
    secondLine: second.join(' · '),
    favorite: wire.favorite ?? false,
    asked: wire.duration_in_sec,
    isBundle: wire.bundle !== undefined,
    integrations: groups.map(({ integration: { id, name } }) => ({ id, name })),
    text: searched.filter(Boolean).join('\n').toLowerCase(),
  };
}

/** Each state of a request is put into words once. */
const known = new WeakMap<AccessRequest, Request>();

export function requestOf(wire: AccessRequest): Request {
  let request = known.get(wire);
  if (!request) known.set(wire, (request = toRequest(wire)));
  return request;
}

/** Newest first. */
export const newestFirst = (one: Request, other: Request) => other.created - one.created || (one.id < other.id ? 1 : -1);

export interface Filter {
  search: string;
  statuses: string[];
  /** Ids. */
  integrations: string[];
}

export const isNarrowed = ({ search, statuses, integrations }: Filter) =>
  search.trim() !== '' || statuses.length > 0 || integrations.length > 0;

export function matching(requests: Request[], filter: Filter): Request[] {
  if (!isNarrowed(filter)) return requests;
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const { statuses, integrations } = filter;
  return requests.filter(
    (request) =>
      (!statuses.length || statuses.includes(request.status)) &&
      (!integrations.length || request.integrations.some(({ id }) => integrations.includes(id))) &&
      words.every((word) => request.text.includes(word)),
  );
}

export interface Choice {
  id: string;
  label: string;
}

/** What a list can be narrowed to, with how many requests each choice has. */
export function choicesOf(requests: Request[]): { statuses: Choice[]; integrations: Choice[] } {
  const statuses = new Map<string, number>();
  const integrations = new Map<string, { name: string; count: number }>();
  for (const request of requests) {
    statuses.set(request.status, (statuses.get(request.status) ?? 0) + 1);
    for (const { id, name } of request.integrations) {
      const before = integrations.get(id);
      if (before) before.count += 1;
      else integrations.set(id, { name, count: 1 });
    }
  }
  const place = (status: string) => (LIFE.indexOf(status) + LIFE.length + 1) % (LIFE.length + 1);
  return {
    statuses: [...statuses]
      .sort(([one], [other]) => place(one) - place(other))
      .map(([id, count]) => ({ id, label: `${id} (${count})` })),
    integrations: [...integrations]
      .sort(([, one], [, other]) => one.name.localeCompare(other.name))
      .map(([id, { name, count }]) => ({ id, label: `${name} (${count})` })),
  };
}

/** From so many seconds before the end on, access counts as expiring soon. */
const SOON = 1_800;

/** First and second line of the column Duration, and whether access ends soon. */
export function durationLines({ status, ends, asked }: Request, now: number): [first: string, second: string, soon: boolean] {
  const [first, second] = asked === undefined ? ['Whole period', 'as the access flow grants'] : [duration(asked), 'requested'];
  if (status === 'Granted') {
    if (ends === undefined) return ['No end', '', false];
    const soon = ends - now <= SOON;
    const until = `until ${dayAndTime(ends, now)}`;
    return [left(ends - now), soon ? `expiring soon · ${until}` : until, soon];
  }
  if (ends !== undefined && (status === 'Expired' || status === 'Revoked'))
    return [first, `Ended ${dayAndTime(ends, now)}`, false];
  return [first, second, false];
}

export const requestedLines = ({ created }: Request, now: number): [first: string, second: string] => [
  dayAndTime(created, now),
  ago(created, now),
];

/** A count for the eye and in words: unknown totals say "at least". */
export function countOf(count: number, complete: boolean): [eye: string, words: string] {
  if (complete) return [`${count}`, `${count} requests`];
  return count ? [`${count}+`, `at least ${count} requests`] : ['', ''];
}

export interface Loaded {
  read: number;
  total?: number;
  done: boolean;
}

/** How far the history has been read, and how many of it match where the list is narrowed. */
export function progress({ read, total, done }: Loaded, matches?: number): string {
  if (!read && !done) return '';
  const of = total === undefined ? `${read}` : `${read} of ${total}`;
  if (matches === undefined) return done ? `All ${read} requests are loaded.` : `Loaded ${of} requests. Loading more…`;
  const found = matches === 0 ? 'None match.' : matches === 1 ? '1 matches.' : `${matches} match.`;
  return done ? `${found} Searched all ${read} requests.` : `${found} Searched ${of} requests. Loading more…`;
}
