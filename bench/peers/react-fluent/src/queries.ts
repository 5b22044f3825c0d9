import {
  infiniteQueryOptions,
  type InfiniteData,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import * as api from '../../shared/api';
import { inMotion, newestFirst, type Request, requestOf } from '../../shared/requests';
import { rulesOf } from '../../shared/units';
import type { AccessRequest, Page } from '../../shared/wire';

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: api.readSession, staleTime: Infinity });
export const configQuery = queryOptions({ queryKey: ['config'], queryFn: api.readConfig, staleTime: Infinity });

const FAST_MS = 1_500;
const IDLE_MS = 60_000;

/** Everything that is open; asked anew at the pace of what moves. */
export const openRequestsQuery = queryOptions({
  queryKey: ['requests', 'open'],
  queryFn: ({ signal }) => api.readOpenRequests(signal),
  refetchInterval: ({ state }) => (state.data?.some((wire) => inMotion(requestOf(wire))) ? FAST_MS : IDLE_MS),
});

const historyKey = ['requests', 'history'] as const;

const historyQuery = infiniteQueryOptions({
  queryKey: historyKey,
  queryFn: ({ pageParam, signal }) => api.readRequests(pageParam, signal),
  initialPageParam: 0,
  getNextPageParam: (last, pages) => (api.hasMore(last) ? pages.reduce((sum, page) => sum + page.data.length, 0) : undefined),
  staleTime: Infinity,
});

/** All requests of the person, newest first: first what is open, then the whole history in the background. */
export function useRequests() {
  const queryClient = useQueryClient();
  const open = useQuery(openRequestsQuery);
  const history = useInfiniteQuery({ ...historyQuery, enabled: open.isSuccess });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = history;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  // What was open and is no longer in the answer has closed meanwhile: it is read by its id.
  const openBefore = useRef<AccessRequest[]>([]);
  useEffect(() => {
    if (!open.data) return;
    const still = new Set(open.data.map(({ id }) => id));
    const gone = openBefore.current.filter(({ id }) => !still.has(id)).map(({ id }) => id);
    openBefore.current = open.data;
    if (gone.length)
      void api
        .readRequestsById(gone)
        .then((rows) => queryClient.setQueryData(historyKey, (old: HistoryData) => renewed(old, rows)));
  }, [open.data, queryClient]);

  const requests = useMemo(() => {
    const all = new Map<string, Request>();
    for (const page of history.data?.pages ?? []) for (const wire of page.data) all.set(wire.id, requestOf(wire));
    for (const wire of open.data ?? []) all.set(wire.id, requestOf(wire));
    return [...all.values()].sort(newestFirst);
  }, [open.data, history.data]);

  const pages = history.data?.pages;
  const loaded = {
    read: pages?.reduce((sum, page) => sum + page.data.length, 0) ?? 0,
    total: pages?.at(-1)?.pagination.total,
    done: history.isSuccess && !hasNextPage,
  };
  const error = open.error ?? history.error;
  const retry = () => (open.error ? open.refetch() : history.refetch());
  return { requests, openRead: open.isSuccess, loaded, error, retry };
}

type HistoryData = InfiniteData<Page<AccessRequest>, number> | undefined;

function renewed(old: HistoryData, rows: AccessRequest[]): HistoryData {
  if (!old) return old;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(old.pages.flatMap((page) => page.data.map(({ id }) => id)));
  const pages = old.pages.map((page) => ({ ...page, data: page.data.map((row) => byId.get(row.id) ?? row) }));
  const fresh = rows.filter(({ id }) => !known.has(id));
  if (fresh.length && pages[0]) pages[0] = { ...pages[0], data: [...fresh, ...pages[0].data] };
  return { ...old, pages };
}

export const resourceTypesQuery = queryOptions({
  queryKey: ['resource-types'],
  queryFn: api.readResourceTypes,
  staleTime: Infinity,
});
export const permissionsQuery = queryOptions({ queryKey: ['permissions'], queryFn: api.readPermissions, staleTime: Infinity });

export const unitsQuery = (filter: api.UnitFilter) =>
  infiniteQueryOptions({
    queryKey: ['units', filter],
    queryFn: ({ pageParam, signal }) => api.readUnits(filter, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (api.hasMore(last) ? pages.reduce((sum, page) => sum + page.data.length, 0) : undefined),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
  });

export const rulesQuery = (units: string[]) =>
  queryOptions({
    queryKey: ['rules', units],
    queryFn: async ({ signal }) => rulesOf(await api.dryRun({ units }, signal)),
    enabled: units.length > 0,
    placeholderData: units.length > 0 ? keepPreviousData : undefined,
  });
