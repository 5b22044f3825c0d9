import { ApiError, readConfig, readSession, signInAddress } from '../../shared/api';
import { bar, h } from './dom';
import { myRequests } from './my-requests';
import { followLinks, PATHS, route } from './navigation';
import { newRequest } from './new-request';
import { about, readAll } from './store';

const main = h('main');

/** Takes what belongs to the page before away. */
let leave = () => {};
let shown = '';

function show(): void {
  const now = route();
  // Both lists are one page.
  const page = now === 'closed' ? 'open' : now;
  if (page === shown && page === 'open' && !history.state) return;
  leave();
  shown = page;
  leave = page === 'open' ? myRequests(main) : page === 'new' ? newRequest(main) : nothing();
}

function nothing(): () => void {
  main.replaceChildren(h('h1', {}, 'There is no such page'));
  return () => {};
}

async function start(): Promise<void> {
  const config = readConfig().then(
    ({ administrator_contact }) => (about.contact = administrator_contact),
    () => undefined,
  );
  // What the first page needs is on its way before anything is drawn.
  void readAll(config);
  try {
    const { user } = await readSession();
    const nav = h('nav', { 'aria-label': 'Pages' }, h('a', { href: PATHS.open }, 'My Requests'));
    document.body.append(
      h(
        'header',
        { class: 'topbar' },
        h('span', { class: 'strong' }, 'Apono Access'),
        nav,
        h('span', { class: 'push' }, user.name),
      ),
      main,
    );
    followLinks();
    addEventListener('popstate', show);
    show();
  } catch (error) {
    document.body.append(doorstep(error as ApiError));
  }
}

function doorstep({ status, message }: ApiError): HTMLElement {
  if (status === 401) {
    return h(
      'main',
      { class: 'doorstep' },
      h('h1', {}, 'Sign in to ask for access'),
      h(
        'p',
        {},
        'Ask for access to databases, cloud accounts and applications, follow your requests and use what you were granted.',
      ),
      h('a', { class: 'btn btn--primary', href: signInAddress() }, 'Sign in'),
    );
  }
  const retry = h('button', { class: 'btn', type: 'button', onclick: () => location.reload() }, 'Retry');
  return h('main', { class: 'doorstep' }, h('h1', {}, 'Apono cannot be reached'), bar('bad', message), retry);
}

void start();
