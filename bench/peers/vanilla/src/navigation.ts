export type Route = 'open' | 'closed' | 'new' | 'unknown';

export const PATHS = { open: '/requests/open', closed: '/requests/closed', new: '/new/resources' } as const;

/** What became of a form, for the page that comes next. */
export interface Sent {
  ids: string[];
  message: string;
}

const ROUTES: Record<string, Route> = {
  '/': 'open',
  [PATHS.open]: 'open',
  [PATHS.closed]: 'closed',
  '/new': 'new',
  [PATHS.new]: 'new',
};

export const route = (): Route => ROUTES[location.pathname] ?? 'unknown';

export const sent = () => history.state as Sent | null;

export function navigate(path: string, state: Sent | null = null): void {
  history.pushState(state, '', path);
  dispatchEvent(new PopStateEvent('popstate', { state }));
}

/** Plain clicks on links to our own pages stay in the page. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a');
    const path = link && link.origin === location.origin && !link.target ? link.pathname : '';
    if (!(path in ROUTES) || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(path);
  });
}
