// The popup with access details: one reading for each click, in memory only while it is open.

import { type ApiError, readDetails, readSessionsOf } from '../../shared/api';
import { aboutSession, type Block, type Details, detailsOf, isUnread, type Span, toCopy, type Value } from '../../shared/details';
import type { Request } from '../../shared/requests';
import type { AccessSession } from '../../shared/wire';
import { bar, h, icon, redraw } from './dom';
import { about } from './store';

const ONCE = 'These details are shown only once.';

export function accessDetails(request: Request): void {
  let uncopied = false;
  const name = h('p', { class: 'quiet' }, request.headline);
  const stage = h('div', { class: 'stack', 'aria-live': 'polite' });
  const foot = h('div', { class: 'row' });
  const button = (label: string, onclick: () => void, look = '') =>
    h('button', { class: `btn ${look}`, type: 'button', onclick }, label);
  const close = () => {
    if (!uncopied) return dialog.close();
    uncopied = false;
    const buttons = [...foot.childNodes];
    const back = () => {
      uncopied = true;
      foot.replaceChildren(...buttons);
    };
    const asks = h('p', { role: 'alert' }, 'You have not copied the secret. Close all the same?');
    foot.replaceChildren(
      asks,
      button('Go back', back),
      button('Close without copying', () => dialog.close()),
    );
  };
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'details-title', oncancel },
    h(
      'div',
      { class: 'stack' },
      h(
        'div',
        { class: 'row' },
        h('h2', { id: 'details-title' }, 'Access Details'),
        h(
          'button',
          { class: 'btn btn--subtle btn--icon push', type: 'button', 'aria-label': 'Close', onclick: close },
          icon('dismiss'),
        ),
      ),
      name,
      stage,
      foot,
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  void look();

  function oncancel(event: Event): void {
    event.preventDefault();
    close();
  }

  /** The row of buttons begins with what can be done now. */
  function show(content: (Node | string)[], ...buttons: Node[]): void {
    stage.replaceChildren(...content);
    foot.replaceChildren(...buttons, button('Close', close));
  }

  async function look(): Promise<void> {
    show(['Looking for your access…']);
    const again = button('Look again', () => void look(), 'btn--primary');
    try {
      const sessions = await readSessionsOf(request.id);
      if (sessions.length === 1) choose(sessions[0]!);
      else if (sessions.length) choice(sessions);
      else show([bar('', 'The details are not ready yet. Apono is still setting up the access.')], again);
    } catch (error) {
      show(
        [
          bar(
            'bad',
            h('strong', {}, 'Your access could not be looked up. Nothing was used up.'),
            ' ',
            (error as ApiError).message,
          ),
        ],
        again,
      );
    }
  }

  function choice(sessions: AccessSession[]): void {
    const items = sessions.map((session) => {
      const pick = () => {
        name.textContent = session.name;
        choose(session);
      };
      return h(
        'li',
        {},
        h(
          'button',
          { class: 'btn choice', type: 'button', onclick: pick },
          session.name,
          ' ',
          h('span', { class: 'quiet small' }, aboutSession(session)),
        ),
      );
    });
    show([h('p', {}, 'This request gives several accesses. Choose one.'), h('ul', {}, ...items)]);
  }

  /** Where nothing is used up by it, the choice alone shows the details. */
  function choose(session: AccessSession): void {
    if (!session.credentials) return void read(session);
    const unread = isUnread(session);
    const next = session.credentials.can_reset
      ? 'The secret cannot be shown again. Reset the credentials to get a new one.'
      : `The secret cannot be shown again and cannot be reset here. Ask your administrator for new credentials. ${about.contact ? `Your administrator: ${about.contact}` : ''}`;
    const [title, text] = unread
      ? [ONCE, 'Have a place ready to paste them. To get them again later you must reset the credentials.']
      : ['These details have been shown before.', next];
    show(
      [bar('warning', h('strong', {}, title), ' ', text)],
      button(unread ? 'Show access details' : 'Show without the secret', () => void read(session), 'btn--primary'),
    );
  }

  async function read(session: AccessSession): Promise<void> {
    show(['Reading the access details…']);
    try {
      const details = detailsOf(await readDetails(session.id));
      uncopied = details.holdsSecret;
      content(details);
    } catch (error) {
      show(
        [bar('bad', h('strong', {}, 'The access details could not be read.'), ' ', (error as ApiError).message)],
        button('Show access details', () => void read(session), 'btn--primary'),
      );
    }
  }

  function content(details: Details): void {
    const onCopied = () => {
      uncopied = false;
    };
    const nodes: Node[] = [];
    const section = (title: string, ...children: Node[]) =>
      nodes.push(h('section', { class: 'stack' }, h('h3', {}, title), ...children));
    if (details.holdsSecret) {
      nodes.push(
        bar(
          'warning',
          h('strong', {}, ONCE),
          ' ',
          'Copy what you need before you close this window. To get them again you must reset the credentials.',
        ),
      );
    }
    if (details.message) section('Message from your administrator', h('p', {}, details.message));
    if (details.instructions.length) section('Instructions', ...details.instructions.map(block));
    if (details.command) {
      section(
        'Command line',
        h(
          'div',
          { class: 'command' },
          h('pre', {}, h('code', {}, details.command)),
          ...copyButton('Copy Command line', details.command),
        ),
      );
    }
    if (details.link) section('Link', link(details.link.title, details.link.url));
    if (details.values.length) section('Values', h('dl', {}, ...details.values.map((value) => valueRow(value, onCopied))));
    show(nodes);
    if (details.values.length) foot.append(...copyButton('Copy all', toCopy(details), onCopied, true));
  }
}

function valueRow({ label, text, secrecy }: Value, onCopied: () => void): HTMLElement {
  const hides = secrecy === 'secret';
  const words = h('dd', { class: 'mono' });
  const eye = h(
    'button',
    { class: 'btn btn--subtle btn--icon', type: 'button', onclick: () => show(eye.ariaLabel!.startsWith('Show')) },
    icon('eye'),
  );
  const show = (shown: boolean) => {
    words.replaceChildren(...(shown ? [text] : ['••••••••••••', h('span', { class: 'sr' }, 'hidden')]));
    eye.ariaLabel = `${shown ? 'Hide' : 'Show'} ${label}`;
  };
  show(!hides);
  const copy = secrecy === 'masked' ? [] : copyButton(`Copy ${label}`, text, hides ? onCopied : undefined);
  return h('div', { class: 'value' }, h('dt', {}, label), words, h('dd', {}, hides && eye, ...copy));
}

function copyButton(label: string, text: string, onCopied = () => {}, wide = false): Node[] {
  const picture = icon('copy');
  const told = h('span', { class: 'sr', role: 'status' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    onCopied();
    redraw(picture, 'check');
    told.textContent = 'Copied';
    clearTimeout(timer);
    timer = setTimeout(() => {
      redraw(picture, 'copy');
      told.textContent = '';
    }, 2_000);
  };
  const look = wide ? 'btn btn--primary' : 'btn btn--subtle btn--icon';
  return [
    h('button', { class: look, type: 'button', 'aria-label': label, onclick: () => void copy() }, picture, wide && label),
    told,
  ];
}

const link = (title: string, href: string) => h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, title);

function block(block: Block): HTMLElement {
  switch (block.kind) {
    case 'heading':
      return h('p', { class: 'strong' }, ...block.spans.map(span));
    case 'paragraph':
      return h('p', {}, ...block.spans.map(span));
    case 'code':
      return h('pre', {}, h('code', {}, block.text));
    case 'list':
      return h(block.ordered ? 'ol' : 'ul', { class: 'steps' }, ...block.items.map((item) => h('li', {}, ...item.map(span))));
  }
}

function span(span: Span): Node | string {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'strong':
      return h('strong', {}, span.text);
    case 'code':
      return h('code', {}, span.text);
    case 'link':
      return link(span.text, span.url);
  }
}
