// The person's requests: first what is open, then the whole history page by page, and what changes meanwhile.

import { ApiError, hasMore, readOpenRequests, readRequests, readRequestsById } from '../../shared/api';
import { inMotion, type Loaded, newestFirst, type Request, requestOf } from '../../shared/requests';
import type { AccessRequest } from '../../shared/wire';

const FAST_MS = 1_500;
const IDLE_MS = 60_000;

/** What the server's configuration says. */
export const about: { contact?: string } = {};

const requests = new Map<string, Request>();
let sorted: Request[] | undefined;

export const loaded: Loaded & { openRead: boolean; error?: string } = { read: 0, done: false, openRead: false };
export const changes = new EventTarget();

export const all = (): Request[] => (sorted ??= [...requests.values()].sort(newestFirst));

function takeIn(rows: AccessRequest[]): void {
  for (const row of rows) {
    const request = requestOf(row);
    const before = requests.get(row.id);
    // What has not changed stays the same object, so that its row is not drawn anew.
    if (!before || JSON.stringify(before) !== JSON.stringify(request)) {
      requests.set(row.id, request);
      sorted = undefined;
    }
  }
  tell();
}

const tell = () => changes.dispatchEvent(new Event('change'));

async function readOpen(): Promise<void> {
  const open = await readOpenRequests();
  takeIn(open);
  // What was open here and is no longer in the answer has closed meanwhile.
  const still = new Set(open.map(({ id }) => id));
  const gone = all().filter(({ id, list }) => list === 'open' && !still.has(id));
  if (gone.length) takeIn(await readRequestsById(gone.map(({ id }) => id)));
}

/** Reads everything; rows are shown once this is there as well. */
export async function readAll(first?: Promise<unknown>): Promise<void> {
  loaded.error = undefined;
  try {
    const [open] = await Promise.all([readOpenRequests(), first]);
    takeIn(open);
    loaded.openRead = true;
    tell();
    for (let skip = 0; ;) {
      const page = await readRequests(skip);
      skip += page.data.length;
      Object.assign(loaded, { read: skip, total: page.pagination.total, done: !hasMore(page) });
      takeIn(page.data);
      if (loaded.done) break;
    }
    follow();
  } catch (error) {
    loaded.error = (error as ApiError).message;
    tell();
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks for changes, quickly while something moves. */
function follow(): void {
  clearTimeout(timer);
  const ask = () =>
    void readOpen()
      .catch(() => {})
      .then(follow);
  timer = setTimeout(ask, all().some(inMotion) ? FAST_MS : IDLE_MS);
}

/** A form was sent: what became of it is read now. */
export async function takeInNew(ids: string[]): Promise<void> {
  takeIn(await readRequestsById(ids));
  follow();
}
