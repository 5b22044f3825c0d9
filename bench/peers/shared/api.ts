// Calls to the server that the page came from.

import type {
  AccessRequest,
  AccessSession,
  AccessUnit,
  Config,
  DryRun,
  Page,
  Permission,
  ResourceType,
  SessionDetails,
  Submitted,
  UserSession,
} from './wire';

const BASE = '/api/client/v1';
const TIME_LIMIT_MS = 20_000;

/** Rows of one page of the inventory, and of requests. */
const UNITS_PAGE = 1_000;
const REQUESTS_PAGE = 100;

/** Statuses of what is still open, as the service spells them. */
const OPEN = ['Initializing', 'Pending', 'PendingMFA', 'Granting', 'Active', 'Revoking'];

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | string[] | undefined>;

async function call<T>(path: string, options: { query?: Query; body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
  const { query = {}, body, signal } = options;
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== '') pairs.append(name, `${one}`);
  }
  const headers: Record<string, string> = { 'x-apono-tab': '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  let answer: Response;
  try {
    answer = await fetch(pairs.size ? `${path}?${pairs}` : path, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, limit.aborted ? 'The server did not answer in time.' : 'There is no connection to the server.');
  }
  if (answer.ok) return (await answer.json()) as T;
  const said = (await answer.json().catch(() => ({}))) as { message?: string; field?: string };
  throw new ApiError(answer.status, said.message ?? `Apono has a problem of its own (error ${answer.status}).`, said.field);
}

const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>(BASE + path, { query, signal });
const post = <T>(path: string, body: unknown, signal?: AbortSignal) => call<T>(BASE + path, { body, signal });

export function hasMore<T>({ data, pagination }: Page<T>): boolean {
  return data.length > 0 && (pagination.has_more ?? data.length >= pagination.limit);
}

async function all<T>(path: string, query: Query, limit: number, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const page = await get<Page<T>>(path, { ...query, limit, skip: rows.length }, signal);
    rows.push(...page.data);
    if (!hasMore(page)) return rows;
  }
}

export const signInAddress = () => `/auth/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;

export const readConfig = () => call<Config>('/config.json');
export const readSession = () => get<UserSession>('/session');

// Requests.

const MINE = { scope: 'MyRequests' };

export const readOpenRequests = (signal?: AbortSignal) =>
  all<AccessRequest>('/access-requests', { ...MINE, statuses: OPEN }, REQUESTS_PAGE, signal);

export const readRequests = (skip: number, signal?: AbortSignal) =>
  get<Page<AccessRequest>>('/access-requests', { ...MINE, limit: REQUESTS_PAGE, skip }, signal);

export const readRequestsById = async (ids: string[]) => {
  const page = await get<Page<AccessRequest>>('/access-requests', {
    ...MINE,
    request_ids: ids.slice(0, REQUESTS_PAGE),
    limit: REQUESTS_PAGE,
  });
  return page.data;
};

export interface Draft {
  units: string[];
  justification?: string;
  durationInSec?: number;
}

/** All seven filters are always sent; the service refuses absent ones. */
function body({ units, justification, durationInSec }: Draft) {
  return {
    filter_integration_ids: [],
    filter_bundle_ids: [],
    filter_resource_type_ids: [],
    filter_resource_ids: [],
    filter_resources: [],
    filter_permission_ids: [],
    filter_access_unit_ids: units,
    justification,
    duration_in_sec: durationInSec,
  };
}

export const dryRun = (draft: Draft, signal?: AbortSignal) => post<DryRun>('/access-requests/dry-run', body(draft), signal);
export const createRequest = (draft: Draft) => post<Submitted>('/access-requests', body(draft));

// Inventory.

export interface UnitFilter {
  search: string;
  types: string[];
  /** Ids of permissions. */
  permissions: string[];
}

export const readUnits = (filter: UnitFilter, skip: number, signal?: AbortSignal) =>
  get<Page<AccessUnit>>(
    '/inventory/access-units',
    {
      search: filter.search.trim(),
      'resource-type-ids': filter.types,
      'permission-ids': filter.permissions,
      limit: UNITS_PAGE,
      skip,
    },
    signal,
  );

export const readResourceTypes = () => all<ResourceType>('/inventory/resource-types', {}, UNITS_PAGE);
export const readPermissions = () => all<Permission>('/inventory/permissions', {}, UNITS_PAGE);

// Sessions.

export const readSessionsOf = async (request: string) =>
  (await get<Page<AccessSession>>('/access-sessions', { request_id: request })).data;

/** Uses a one-time secret up: called once for each click of a person, and never repeated. */
export const readDetails = (session: string) =>
  get<SessionDetails>(`/access-sessions/${encodeURIComponent(session)}/access-details`);
