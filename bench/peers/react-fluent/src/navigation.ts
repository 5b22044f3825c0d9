import { type MouseEvent, useSyncExternalStore } from 'react';

export type Route = 'open' | 'closed' | 'new' | 'unknown';

export const PATHS = { open: '/requests/open', closed: '/requests/closed', new: '/new/resources' } as const;

/** What became of a form, for the page that comes next. */
export interface Sent {
  ids: string[];
  message: string;
}

export function navigate(path: string, sent?: Sent) {
  history.pushState(sent ?? null, '', path);
  dispatchEvent(new PopStateEvent('popstate', { state: sent }));
}

function subscribe(onChange: () => void) {
  addEventListener('popstate', onChange);
  return () => removeEventListener('popstate', onChange);
}

function route(): Route {
  switch (location.pathname) {
    case '/':
    case PATHS.open:
      return 'open';
    case PATHS.closed:
      return 'closed';
    case '/new':
    case PATHS.new:
      return 'new';
    default:
      return 'unknown';
  }
}

export const useRoute = () => useSyncExternalStore(subscribe, route);

export const useSent = () => useSyncExternalStore(subscribe, () => history.state as Sent | null);

/** For links to our own pages: a plain click stays in the page. */
export function followLink(event: MouseEvent<HTMLElement>) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(event.currentTarget.getAttribute('href') ?? PATHS.open);
}
