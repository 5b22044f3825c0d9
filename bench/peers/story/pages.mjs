// What a person finds on the screens, by role and name only: the same for the tab and its peers.
import { expect } from '@playwright/test';

/** One space for any white space, and `#` for what depends on the time of the day. */
const plain = (text) => text.replaceAll(/\s+/g, ' ').trim();
const timeless = (text) =>
  plain(text)
    .replaceAll(
      /\d+ (min|h|d|minutes?|hours?|days?) (left|ago)|\d+ (h|d) \d+ (min|h) left|this minute|today|yesterday|tomorrow/g,
      '#',
    )
    .replaceAll(/(\d{1,2} [A-Z][a-z]{2,3}(t| \d{4})?, |(#, ))?\d{1,2}:\d\d/g, '#');

export class Doorstep {
  constructor(page) {
    this.page = page;
  }

  async signIn(person) {
    await expect(this.page.getByRole('heading', { name: 'Sign in to ask for access', level: 1 })).toBeVisible();
    await this.page.getByRole('link', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: person }).click();
  }
}

export class MyRequests {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { name: 'My Requests', level: 1 });
    this.search = page.getByRole('searchbox', { name: 'Search requests' });
    this.newRequest = page.getByRole('link', { name: 'New Request' });
  }

  /** Until everything has been read. */
  async ready() {
    await expect(this.heading).toBeVisible();
    await expect(this.page.getByText(/^All \d+ requests are loaded\.$/)).toBeAttached();
  }

  list(name) {
    return this.page.getByRole('tab', { name });
  }

  /** The row of one request; those that head several are none. */
  row(text) {
    return this.page
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name: /^AR-/ }) })
      .filter({ hasText: text });
  }

  /** The rows as they are read, whether they carry a star, and whether their details can be viewed. */
  async rows() {
    const rows = [];
    for (const row of await this.row(/./).all()) {
      const cells = await row.getByRole('cell').all();
      const [access, requested, duration, status] = await Promise.all(cells.slice(0, 4).map((cell) => cell.innerText()));
      rows.push({
        id: plain(await row.getByRole('rowheader').innerText()),
        access: plain(access.replace('favorite', '')),
        favorite:
          (await row
            .getByText('favorite')
            .or(row.getByRole('img', { name: 'favorite' }))
            .count()) === 1,
        requested: timeless(requested),
        duration: timeless(duration),
        status: plain(status),
        details: (await row.getByRole('button', { name: /^View Details of / }).count()) === 1,
      });
    }
    return rows;
  }

  async ids() {
    return (await this.page.getByRole('rowheader').allInnerTexts()).map(plain);
  }

  async viewDetails(text) {
    await this.row(text)
      .getByRole('button', { name: /^View Details of / })
      .click();
    return new AccessDetails(this.page.getByRole('dialog', { name: 'Access Details' }));
  }
}

export class AccessDetails {
  constructor(popup) {
    this.popup = popup;
  }

  /** The accesses to choose from, without the blanks that only layout makes. */
  async choices() {
    await expect(this.popup.getByText('This request gives several accesses. Choose one.')).toBeVisible();
    return (await this.popup.getByRole('listitem').allInnerTexts()).map((text) => text.replaceAll(/\s/g, ''));
  }

  async choose(name) {
    await this.popup.getByRole('button', { name }).click();
    await expect(this.popup.getByText('These details are shown only once.')).toBeVisible();
  }

  async show() {
    await this.popup.getByRole('button', { name: 'Show access details' }).click();
    await expect(this.popup.getByRole('heading', { name: 'Values' })).toBeVisible();
    return {
      sections: await this.popup.getByRole('heading', { level: 3 }).allInnerTexts(),
      steps: await this.popup.getByRole('listitem').count(),
      values: await this.popup.getByRole('term').allInnerTexts(),
      masked: await this.popup.getByText('hidden', { exact: true }).filter({ visible: true }).count(),
    };
  }

  async copy(what) {
    await this.popup.getByRole('button', { name: `Copy ${what}` }).click();
    await expect(this.popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  }

  async close() {
    await this.popup.getByRole('button', { name: 'Close' }).last().click();
    await expect(this.popup).toBeHidden();
  }
}

export class NewRequest {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { name: 'New Request', level: 1 });
    this.picker = page.getByRole('region', { name: 'Choose resources' });
    this.search = this.picker.getByRole('searchbox', { name: 'Resources' });
    this.found = this.picker.getByRole('list', { name: 'Matching resources' });
    this.selectAll = this.picker.getByRole('button', { name: 'Select all matching' });
    this.selected = page.getByRole('region', { name: 'Selected' });
    this.clearAll = this.selected.getByRole('button', { name: 'Clear all' });
    this.duration = page.getByRole('textbox', { name: 'Duration (in Hours)' });
    this.justification = page.getByRole('textbox', { name: 'Justification' });
    this.request = page.getByRole('button', { name: 'Request', exact: true });
  }

  /** The words that say how much matches, once they are there. */
  async matching(words = / match(es)?$| permissions match, on more than /) {
    const line = this.picker.getByText(words, { exact: true }).filter({ visible: true }).first();
    await expect(line).toBeVisible();
    return plain(await line.innerText());
  }

  box(name) {
    return this.found.getByRole('checkbox', { name, exact: true });
  }

  /** How many rows there are, and how many of them exist as elements. */
  async size() {
    const rows = this.found.getByRole('listitem');
    await expect(rows.first()).toBeVisible();
    return { rows: Number(await rows.first().getAttribute('aria-setsize')), drawn: await rows.count() };
  }

  async boxes() {
    const boxes = this.found.getByRole('checkbox');
    return boxes.evaluateAll((all) =>
      all
        .map((box) => box.getAttribute('aria-label'))
        .filter(Boolean)
        .sort(),
    );
  }

  /** Opens a filter and takes one of its choices; answers the first choices, of which a long list may draw no more. */
  async filter(label, wanted) {
    const field = this.picker.getByRole('combobox', { name: label });
    // Fluent's list of several choices is a menu of items to tick.
    const list = this.page.getByRole('listbox').or(this.page.getByRole('menu'));
    const choice = (named) => list.getByRole('option', named).or(list.getByRole('menuitemcheckbox', named));
    await field.click();
    await expect(choice().first()).toBeVisible();
    const choices = (await choice().allInnerTexts()).slice(0, 8).map(plain);
    await field.fill(wanted);
    await choice({ name: wanted, exact: true }).click();
    await field.press('Escape');
    await expect(list).toBeHidden();
    return choices;
  }

  /** Both places that count the selection say so. */
  async counts(number) {
    const words = `${number} of 1,000 resources`;
    await expect(this.picker.getByText(words, { exact: true })).toBeVisible();
    await expect(this.selected.getByText(words, { exact: true })).toBeVisible();
  }

  async chips() {
    const buttons = this.selected.getByRole('button', { name: /^Remove / });
    return buttons.evaluateAll((all) => all.map((button) => button.getAttribute('aria-label')));
  }
}
