import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import type { Server } from './server';
import { CONSOLE, DATABASE, LISTS, allPartsCame, alter, ask, clipboard, comeBack, openDetails, readSecret, row, showDetails, toMyRequests, value } from './steps';

/** Reads of access details that reached the API. */
const READS = /\/access-details$/;
const BROKEN = /ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION/;

const SESSIONS = /\/api\/client\/v1\/access-sessions\?/;

test('View Details of a request with several accesses asks which one [requirements 49, 50]', async ({ page, server }) => {
  await toMyRequests(page);
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();

  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await expect(popup).toMatchAriaSnapshot(`
    - dialog "Access Details":
      - heading "Access Details" [level=2]
      - button "Close"
      - paragraph
      - paragraph: This request gives several accesses. Choose one.
      - list:
        - listitem:
          - button "AWS Staging AWS"
        - listitem:
          - button "PostgreSQL Staging PostgreSQL"
      - button "Close"
  `);
  await auditEverywhere(page, 'details-choice');
  expect(await server.count('GET', READS)).toBe(0);
});

test('before a secret is read the popup warns that it appears only once, and nothing has been used up [requirement 52, D9]', async ({
  page,
  server,
}) => {
  await toMyRequests(page);
  const popup = await openDetails(page);

  await expect(popup).toMatchAriaSnapshot(`
    - dialog "Access Details":
      - heading "Access Details" [level=2]
      - button "Close"
      - paragraph: PostgreSQL Staging
      - paragraph:
        - strong: These details are shown only once.
        - text: Have a place ready to paste them. To get them again later you must reset the credentials.
      - button "Show access details"
      - button "Close"
  `);
  await auditEverywhere(page, 'details-warning');

  await popup.getByRole('button', { name: 'Close' }).last().click();
  await expect(popup).toBeHidden();
  expect(await server.count('GET', READS)).toBe(0);
});

test('the details have instructions, command line, link and values, with the secret masked [requirements 48, 51, 54]', async ({
  page,
}) => {
  await toMyRequests(page);
  const popup = await showDetails(page);

  await expect(popup).toMatchAriaSnapshot(`
    - dialog "Access Details":
      - heading "Access Details" [level=2]
      - button "Close"
      - paragraph: PostgreSQL Staging
      - paragraph:
        - strong: These details are shown only once.
        - text: Copy what you need before you close this window. To get them again you must reset the credentials.
      - heading "Instructions" [level=3]
      - list:
        - listitem: Connect to the corporate network.
        - listitem: Run the command in a terminal and enter the password when asked.
        - listitem: /Or open https:\\/\\/console\\.\\S+\\/query and sign in with the same values\\./
      - heading "Command line" [level=3]
      - code: /psql "host=\\S+ port=5432 dbname=\\S+ user=\\S+ sslmode=require"/
      - button "Copy Command line"
      - heading "Link" [level=3]
      - paragraph:
        - link "Open the query console opens in a new window"
      - heading "Values" [level=3]
      - term: Database
      - definition
      - definition:
        - button "Copy Database"
      - term: Host
      - definition
      - definition:
        - button "Copy Host"
      - term: Password
      - definition: •••••••••••• hidden
      - definition:
        - button "Show Password"
        - button "Copy Password"
      - term: Port
      - definition: "5432"
      - definition
      - term: Username
      - definition: dana_levi
  `);
  await auditEverywhere(page, 'details-shown');
});

test('Show reveals the secret and Hide masks it again, and neither reads anything [requirement 52]', async ({ page, server }) => {
  await toMyRequests(page);
  const popup = await showDetails(page);
  const secret = await readSecret(popup);

  expect(secret).not.toContain('•');
  expect(secret.length).toBeGreaterThan(8);
  await auditEverywhere(page, 'details-revealed');
  await popup.getByRole('button', { name: 'Hide Password' }).click();
  await expect(value(popup, 'Password')).toContainText('••••');
  await expect(popup).not.toContainText(secret);
  expect(await server.count('GET', READS)).toBe(1);
});

test.describe('copying', () => {
  test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']));

  test('each value, the command, and all of it at once, also while the secret is masked [requirement 51]', async ({ page }) => {
    await toMyRequests(page);
    const popup = await showDetails(page);
    const copy = async (what: string) => {
      await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
      await popup.getByRole('button', { name: what, exact: true }).click();
      await expect.poll(() => clipboard(page)).not.toBe('nothing yet');
      await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
      return clipboard(page);
    };
    const command = await popup.getByRole('code').innerText();

    expect(await copy('Copy Port')).toBe('5432');
    expect(await copy('Copy Command line')).toBe(command);
    await expect(popup.getByRole('button', { name: 'Show Password' })).toBeVisible();
    const secret = await copy('Copy Password');
    expect(await copy('Copy all')).toBe(
      [
        `Database: ${await value(popup, 'Database').innerText()}`,
        `Host: ${await value(popup, 'Host').innerText()}`,
        `Password: ${secret}`,
        'Port: 5432',
        'Username: dana_levi',
        command,
        await popup.getByRole('link', { name: 'opens in a new window' }).last().getAttribute('href'),
        '',
      ].join('\n'),
    );
    expect(await readSecret(popup)).toBe(secret);
    await expect(popup.getByRole('button', { name: 'Copied' })).toBeVisible();
    await auditEverywhere(page, 'details-copied');
  });

  test('of details without values takes what there is [requirement 51]', async ({ page }) => {
    await toMyRequests(page);
    const popup = await openDetails(page, CONSOLE);
    await popup.getByRole('button', { name: 'Copy all' }).click();
    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    const address = await popup.getByRole('link', { name: /opens in a new window/ }).first().getAttribute('href');
    await expect.poll(() => clipboard(page)).toContain(address);
  });

  test('works where the browser refuses its clipboard but still copies selections', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await toMyRequests(page);
    const popup = await showDetails(page);
    const button = popup.getByRole('button', { name: 'Copy Password' });
    await button.click();

    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    await expect(button).toBeFocused();
    expect(await clipboard(page)).toBe(await readSecret(popup));
  });

  test('shows the text to select where every way is refused, and closing then still asks', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      document.execCommand = () => false;
    });
    await toMyRequests(page);
    const popup = await showDetails(page);
    await popup.getByRole('button', { name: 'Copy Password' }).click();

    await expect(popup.getByRole('alert')).toHaveText(
      'The browser did not allow copying. Select the text below and press Ctrl+C.',
    );
    const field = popup.getByRole('textbox', { name: 'Values' });
    await expect(field).toHaveValue(await readSecret(popup));
    await auditEverywhere(page, 'details-copy-refused');
    await popup.getByRole('button', { name: 'Close' }).first().click();
    await expect(popup.getByText('You have not copied the secret. Close all the same?')).toBeVisible();
  });
});

test.describe('closing', () => {
  for (const [how, close] of Object.entries({
    'with the button below': (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click(),
    'with the button above': (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click(),
    'with Escape': (page: Page) => page.keyboard.press('Escape'),
  })) {
    test(`${how} asks first while the secret is not copied [D9]`, async ({ page }) => {
      await toMyRequests(page);
      const popup = await showDetails(page);
      await close(page);

      await expect(popup.getByRole('alert')).toHaveText('You have not copied the secret. Close all the same?');
      await popup.getByRole('button', { name: 'Go back' }).click();
      await expect(popup.getByRole('button', { name: 'Copy Password' })).toBeVisible();

      await close(page);
      await popup.getByRole('button', { name: 'Close without copying' }).click();
      await expect(popup).toBeHidden();
      await expect(row(page, 'Granted').getByRole('button', { name: /^View Details/ })).toBeFocused();
    });
  }

  test('says what would be lost, wide and narrow, in every theme', async ({ page }) => {
    await toMyRequests(page);
    const popup = await showDetails(page);
    await page.keyboard.press('Escape');
    await expect(popup.getByRole('button', { name: 'Close without copying' })).toBeVisible();
    await auditEverywhere(page, 'details-closing');
  });

  test('needs no question once the secret is copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await toMyRequests(page);
    const popup = await showDetails(page);
    await popup.getByRole('button', { name: 'Copy Password' }).click();
    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();

    await page.keyboard.press('Escape');
    await expect(popup).toBeHidden();
  });

  test('leaves the secret nowhere: not on the page, in storage, in the address or in the history', async ({ page, context }) => {
    await toMyRequests(page);
    const popup = await showDetails(page);
    const secret = await readSecret(popup);
    await page.keyboard.press('Escape');
    await popup.getByRole('button', { name: 'Close without copying' }).click();
    await expect(popup).toBeHidden();

    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]));
    expect(kept + (await page.content())).not.toContain(secret);
    expect(JSON.stringify(await context.storageState())).not.toContain(secret);
  });
});

test.describe('a secret is read exactly once per click [D9, done-when 3]', () => {
  test('a double click reads once', async ({ page, server }) => {
    await toMyRequests(page);
    const popup = await openDetails(page);
    await popup.getByRole('button', { name: 'Show access details' }).dblclick();

    await expect(popup.getByRole('heading', { name: 'Values' })).toBeVisible();
    expect(await server.count('GET', READS)).toBe(1);
  });

  test('Enter held down reads once, whatever takes the focus next', async ({ page, server }) => {
    await toMyRequests(page);
    const popup = await openDetails(page);
    await popup.getByRole('button', { name: 'Show access details' }).focus();
    for (let press = 0; press < 20; press++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');

    await expect(popup.getByRole('heading', { name: 'Values' })).toBeVisible();
    expect(await server.count('GET', READS)).toBe(1);
  });

  test('closing while it is read and opening again reads no second time, and says that it was shown', async ({ page, server }) => {
    await toMyRequests(page);
    await server.fault({ path: '/access-details', kind: { delay: 1_500 } });
    let popup = await openDetails(page);
    const answered = page.waitForResponse(READS);
    await popup.getByRole('button', { name: 'Show access details' }).click();
    await expect(popup.getByText('Reading the access details…')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(popup).toBeHidden();
    await answered;

    popup = await openDetails(page);
    await expect(popup).toContainText('These details have been shown before.');
    await expect(popup.getByRole('heading', { name: 'Values' })).toHaveCount(0);
    expect(await server.count('GET', READS)).toBe(1);
  });

  test('opening and closing fast, many times, reads nothing', async ({ page, server }) => {
    await toMyRequests(page);
    const popup = page.getByRole('dialog', { name: 'Access Details' });
    for (let round = 0; round < 8; round++) {
      await openDetails(page);
      await page.keyboard.press('Escape');
      await expect(popup).toBeHidden();
    }
    expect(await server.count('GET', READS)).toBe(0);
  });

  test('news about the request while it is shown reads no second time', async ({ page, server }) => {
    await toMyRequests(page);
    const popup = await showDetails(page);
    const asked = page.waitForResponse(LISTS);
    await comeBack(page);
    await asked;

    await expect(popup.getByRole('button', { name: 'Copy Password' })).toBeVisible();
    expect(await server.count('GET', READS)).toBe(1);
  });
});

test('coming back for the secret requires resetting the credentials, which gives a new one [requirement 53]', async ({
  page,
  server,
}) => {
  await toMyRequests(page);
  let popup = await showDetails(page);
  const first = await readSecret(popup);
  await page.keyboard.press('Escape');
  await popup.getByRole('button', { name: 'Close without copying' }).click();

  popup = await openDetails(page);
  await expect(popup).toMatchAriaSnapshot(`
    - dialog "Access Details":
      - heading "Access Details" [level=2]
      - button "Close"
      - paragraph: PostgreSQL Staging
      - paragraph:
        - strong: These details have been shown before.
        - text: The secret cannot be shown again. Reset the credentials to get a new one.
      - button "Reset credentials"
      - button "Show without the secret"
      - button "Close"
  `);
  await auditEverywhere(page, 'details-shown-before');

  await popup.getByRole('button', { name: 'Reset credentials' }).click();
  await expect(popup).toContainText('Resetting the credentials. This takes a few seconds…');
  await auditEverywhere(page, 'details-resetting');
  await popup.getByRole('button', { name: 'Show access details' }).click();
  const second = await readSecret(popup);
  expect(second).not.toBe(first);
  expect(await server.count('GET', READS)).toBe(2);
  expect(await server.count('POST', /\/reset-credentials$/)).toBe(1);
});

test('what was shown before can be looked at without the secret, and closes without a question', async ({ page }) => {
  await toMyRequests(page);
  let popup = await showDetails(page);
  await page.keyboard.press('Escape');
  await popup.getByRole('button', { name: 'Close without copying' }).click();
  popup = await openDetails(page);
  await popup.getByRole('button', { name: 'Show without the secret' }).click();

  await expect(value(popup, 'Username')).toHaveText('dana_levi', { useInnerText: true });
  await expect(value(popup, 'Password')).toHaveText('********', { useInnerText: true });
  await expect(popup.getByRole('button', { name: 'Copy Password' })).toHaveCount(0);
  await expect(popup).not.toContainText('These details are shown only once.');
  await page.keyboard.press('Escape');
  await expect(popup).toBeHidden();
});

test('an answer that is lost on its way is not asked for again: the popup says so and offers a reset [done-when 3]', async ({
  page,
  server,
  watch,
}) => {
  watch.expects(BROKEN);
  await toMyRequests(page);
  await server.fault({ path: '/access-details', kind: 'cut' });
  const popup = await openDetails(page);
  await popup.getByRole('button', { name: 'Show access details' }).click();

  await expect(popup).toContainText(
    'The answer with the access details was lost on its way. The secret may be used up, although you have not seen it. Reset the credentials to get a new one.',
  );
  await expect(popup.getByRole('button', { name: 'Show access details' })).toHaveCount(0);
  await auditEverywhere(page, 'details-lost');
  expect(await server.count('GET', READS)).toBe(1);

  await popup.getByRole('button', { name: 'Reset credentials' }).click();
  await popup.getByRole('button', { name: 'Show access details' }).click();
  expect(await readSecret(popup)).not.toContain('*');
});

test('a connection that breaks before the answer makes the browser ask again: the popup takes the mask for what it is [done-when 3]', async ({
  page,
  server,
}) => {
  await toMyRequests(page);
  await server.fault({ path: '/access-details', kind: 'drop' });
  const popup = await openDetails(page);
  await popup.getByRole('button', { name: 'Show access details' }).click();

  await expect(popup).toContainText('The answer with the access details was lost on its way.');
  await expect(popup.getByText('********')).toHaveCount(0);
  await expect(popup.getByRole('button', { name: 'Reset credentials' })).toBeVisible();
});

test('a read that is refused used nothing up, and can be tried again', async ({ page, server, watch }) => {
  watch.expects(/ 429 /);
  await toMyRequests(page);
  await server.fault({ path: '/access-details', kind: { answer: { status: 429 } } });
  const popup = await openDetails(page);
  await popup.getByRole('button', { name: 'Show access details' }).click();

  await expect(popup).toContainText('The access details could not be read. Nothing was used up. Apono is busy');
  await auditEverywhere(page, 'details-refused');
  await popup.getByRole('button', { name: 'Show access details' }).click();
  expect(await readSecret(popup)).not.toContain('*');
});

test('a session that ends before the read uses nothing up: after signing in again one more press shows it [design 8]', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expects(/ 401 /);
  await toMyRequests(page);
  const popup = await openDetails(page);
  await server.endSessions();
  await popup.getByRole('button', { name: 'Show access details' }).click();

  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await (await opened).getByRole('button', { name: 'Dana Levi' }).click();
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeHidden();

  await expect(popup).toContainText('Nothing was used up.');
  await popup.getByRole('button', { name: 'Show access details' }).click();
  expect(await readSecret(popup)).not.toContain('*');
  expect(await server.count('GET', READS)).toBe(1);
});

test('access without a secret is shown at once and closes without a question [requirements 54, 61]', async ({ page, server }) => {
  await toMyRequests(page);
  const popup = await openDetails(page, CONSOLE);

  await expect(popup).toMatchAriaSnapshot(`
    - dialog "Access Details":
      - heading "Access Details" [level=2]
      - button "Close"
      - paragraph: AWS Staging
      - heading "Instructions" [level=3]
      - list:
        - listitem: Open the link and sign in with your own account.
        - listitem: /Choose \\S+ in AWS Staging\\./
      - heading "Link" [level=3]
      - paragraph:
        - link "Open AWS Staging opens in a new window"
      - button "Close"
  `);
  await expect(popup.getByRole('link')).toHaveAttribute('rel', /noopener/);
  await auditEverywhere(page, 'details-without-secret');
  await page.keyboard.press('Escape');
  await expect(popup).toBeHidden();
  expect(await server.count('GET', READS)).toBe(1);
});

test.describe('credentials that cannot be reset', () => {
  test.use({ flags: ['--administrator-contact', '#access-help'] });

  test('the popup says whom to ask, and offers no reset [design 8]', async ({ page, server }) => {
    await toMyRequests(page);
    await ask(page, server, 'bastion-prod-eu', { justification: 'INC-7' });
    const granted = row(page, 'bastion-prod-eu').filter({ hasText: 'Granted' });
    await expect(async () => {
      await comeBack(page);
      await expect(granted).toBeVisible({ timeout: 500 });
    }).toPass();
    const popup = page.getByRole('dialog', { name: 'Access Details' });
    await granted.getByRole('button', { name: /^View Details/ }).click();
    await popup.getByRole('button', { name: 'Show access details' }).click();

    await expect(popup.getByText('Sessions on bastions are recorded.')).toBeVisible();
    await expect(popup.getByRole('button', { name: 'Reset credentials' })).toHaveCount(0);
    await auditEverywhere(page, 'details-machine');
    await page.keyboard.press('Escape');
    await popup.getByRole('button', { name: 'Close without copying' }).click();
    await granted.getByRole('button', { name: /^View Details/ }).click();

    await expect(popup).toContainText(
      'The secret cannot be shown again and cannot be reset here. Ask your administrator for new credentials. Your administrator: #access-help',
    );
    await expect(popup.getByRole('button', { name: 'Reset credentials' })).toHaveCount(0);
    await auditEverywhere(page, 'details-no-reset');
  });
});

/** What is granted came by a bundle. */
async function asOfABundle(page: Page): Promise<void> {
  await alter(page, LISTS, (body) => {
    for (const request of body.data) if (request.status.status === 'Active') request.bundle = { id: 'bun-orders', name: 'Orders service', labels: {} };
    return body;
  });
}

test('a reset of what a bundle gave warns that it renews the whole bundle [design 8]', async ({ page }) => {
  await asOfABundle(page);
  await alter(page, SESSIONS, (body) => {
    for (const session of body.data) if (session.credentials) session.credentials.status = 'viewed';
    return body;
  });
  await toMyRequests(page);
  const popup = await openDetails(page);

  await expect(popup).toContainText(
    'This access comes from a bundle. A reset gives new credentials for everything in the bundle.',
  );
  await auditEverywhere(page, 'details-bundle');
});

test('a reset of what a bundle shows asks first, also when the secret was copied [design 8]', async ({ page, context, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await asOfABundle(page);
  await toMyRequests(page);
  const popup = await showDetails(page);
  await popup.getByRole('button', { name: 'Copy Password' }).click();
  await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  await popup.getByRole('button', { name: 'Reset credentials' }).click();

  await expect(popup.getByRole('alert')).toHaveText(
    'This access comes from a bundle. A reset gives new credentials for everything in the bundle. Reset all the same?',
  );
  await popup.getByRole('button', { name: 'Go back' }).click();
  await expect(popup.getByRole('button', { name: 'Copy all' })).toBeVisible();
  expect(await server.count('POST', /\/reset-credentials$/)).toBe(0);
});

test('a reset that fails says so and can be tried again', async ({ page, server, watch }) => {
  watch.expects(/ 500 /);
  await toMyRequests(page);
  const popup = await showDetails(page);
  await server.fault({ path: '/reset-credentials', kind: { answer: { status: 500 } } });
  await popup.getByRole('button', { name: 'Reset credentials' }).click();
  await expect(popup.getByRole('alert')).toHaveText(
    'You have not copied the secret. After a reset it no longer works. Reset all the same?',
  );
  await auditEverywhere(page, 'details-reset-question');
  await page.setViewportSize({ width: 320, height: 700 });
  const question = await popup.getByRole('alert').boundingBox();
  expect(question!.width, 'the question has the width of the page').toBeGreaterThan(200);
  await page.setViewportSize({ width: 1280, height: 800 });
  await popup.getByRole('button', { name: 'Reset credentials' }).click();

  await expect(popup).toContainText('The credentials could not be reset. Apono has a problem of its own (error 500).');
  await auditEverywhere(page, 'details-reset-failed');
  await popup.getByRole('button', { name: 'Reset credentials' }).click();
  await expect(popup.getByRole('button', { name: 'Show access details' })).toBeVisible();
});

test('access that is not set up yet is said to be not ready, and can be looked for again', async ({ page }) => {
  await alter(page, SESSIONS, (body) => ({ ...body, data: [] }));
  await toMyRequests(page);
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();

  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await expect(popup).toContainText('The details are not ready yet. Apono is still setting up the access.');
  await auditEverywhere(page, 'details-not-ready');
  await page.unroute(SESSIONS);
  await popup.getByRole('button', { name: 'Look again' }).click();
  await expect(popup.getByRole('button', { name: DATABASE })).toBeVisible();
});

test('a look that fails says that nothing was used up, and Look again looks again', async ({ page, context, watch }) => {
  await toMyRequests(page);
  await allPartsCame(page);
  watch.expects(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();

  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await expect(popup).toContainText(
    'Your access could not be looked up. Nothing was used up. There is no connection to the server.',
  );
  await auditEverywhere(page, 'details-look-failed');
  await context.setOffline(false);
  await popup.getByRole('button', { name: 'Look again' }).click();
  await expect(popup.getByRole('button', { name: DATABASE })).toBeVisible();
});

test('printing leaves the secret out [design 8]', async ({ page }) => {
  await toMyRequests(page);
  const popup = await showDetails(page);
  const secret = await readSecret(popup);
  await expect(popup.getByText(secret)).toBeVisible();
  await page.emulateMedia({ media: 'print' });

  await expect(popup.getByRole('heading', { name: 'Instructions' })).toBeVisible();
  await expect(popup.getByText(secret)).toBeHidden();
  await expect(popup.getByText('Username')).toBeHidden();
  await expect(popup.getByRole('button', { name: 'Copy Command line' })).toBeHidden();
});

test.describe('nobody else can use the secret up [done-when 3]', () => {
  /** The address that shows the secret, which somebody may have learnt. */
  async function address(page: Page, server: Server): Promise<string> {
    const sessions = `${server.address}/api/client/v1/access-sessions`;
    const { data } = await (await page.request.get(sessions, { headers: { 'x-apono-tab': '1' } })).json();
    const session = data.find((session: { name: string }) => session.name === DATABASE);
    return `${sessions}/${session.id}/access-details`;
  }

  test('a foreign page cannot, by whatever means a page has', async ({ page, context, server, watch }) => {
    await toMyRequests(page);
    const target = await address(page, server);
    // The foreign page's own tries are what fails here.
    watch.tolerates(/access-details/, /Framing/, /chrome-error:/, /favicon/);
    const html = `<!doctype html><title>foreign</title><link rel="prefetch" href="${target}"><img src="${target}">
      <script src="${target}"></script><iframe src="${target}"></iframe><link rel="stylesheet" href="${target}">
      <form action="${target}"><button>Win a prize</button></form><a href="${target}">Look at this</a>
      <script>window.tried = Promise.allSettled([fetch('${target}', { credentials: 'include' }),
        fetch('${target}', { credentials: 'include', mode: 'no-cors' }),
        fetch('${target}', { credentials: 'include', headers: { 'x-apono-tab': '1' } })])</script>`;
    const foreign = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
    try {
      const other = await context.newPage();
      // Another name for this machine is another site.
      const home = `http://localhost:${(foreign.address() as AddressInfo).port}/`;
      await other.goto(home);
      await other.evaluate(() => (window as unknown as { tried: Promise<unknown> }).tried);
      await other.getByRole('button', { name: 'Win a prize' }).click();
      await expect(other.getByText('This call has to come from the tab itself.')).toBeVisible();
      await other.goto(home);
      await other.getByRole('link', { name: 'Look at this' }).click();
      await expect(other.getByText('This call has to come from the tab itself.')).toBeVisible();
      await other.close();
    } finally {
      foreign.close();
    }

    const popup = await showDetails(page);
    expect(await readSecret(popup)).not.toContain('*');
  });

  test('a link, a typed address and a prefetch cannot', async ({ page, context, server, watch }) => {
    await toMyRequests(page);
    const target = await address(page, server);
    watch.expects(/ 403 /);
    watch.tolerates(/favicon/);
    const other = await context.newPage();
    await other.goto(target);
    await expect(other.getByText('This call has to come from the tab itself.')).toBeVisible();
    const prefetch = { 'x-apono-tab': '1', 'sec-purpose': 'prefetch' };
    expect((await context.request.get(target, { headers: prefetch })).status()).toBe(403);

    expect(await server.count('GET', READS)).toBe(0);
    const popup = await showDetails(page);
    expect(await readSecret(popup)).not.toContain('*');
  });
});

test('the keyboard alone opens, copies and closes, and the focus never leaves the popup', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await toMyRequests(page);
  const popup = page.getByRole('dialog', { name: 'Access Details' });
  const opener = row(page, 'Granted').getByRole('button', { name: /^View Details/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  await popup.getByRole('button', { name: DATABASE }).focus();
  await page.keyboard.press('Enter');
  await popup.getByRole('button', { name: 'Show access details' }).focus();
  await page.keyboard.press('Enter');
  await popup.getByRole('button', { name: 'Copy Password' }).focus();
  await page.keyboard.press('Enter');
  await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  for (let press = 0; press < 25; press++) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused !== document.body && !focused?.closest('dialog');
    });
    expect(outside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});
