import type { ConsoleMessage, Page } from '@playwright/test';
import { another } from './approver';
import { Breaker, FAULTS, FAULT_NAMES, SECRET, Trouble, ownTimeLimits, type Fault, type FaultName } from './faults';
import { expect, test } from './fixtures';
import { covering, whole } from './pairs';
import { USES, type Place, type Use } from './uses';

/** What the server is set to is told to everybody: a 401 there would say nothing about the session. */
const ALL = whole({ use: USES, fault: FAULT_NAMES }).filter(({ use, fault }) => !(use.endpoint === 'GET /config.json' && fault === '401 once'));

/** Every call, and every pair of screen and fault; all cells with TEST_ALL. */
const CELLS = process.env.TEST_ALL ? ALL : covering(ALL, ({ use, fault }) => [`${use.screen}, ${use.name}`, `${use.screen}: ${fault}`]);

let breaker: Breaker;
test.beforeAll(async () => {
  console.log(`The fault matrix has ${ALL.length} cells, of ${USES.length} calls and ${FAULT_NAMES.length} faults; ${CELLS.length} are run.`);
  breaker = await Breaker.start();
});
test.afterAll(() => breaker.stop());

for (const use of USES) {
  test.describe(`${use.screen}, ${use.name} (${use.endpoint})`, () => {
    test.use({ person: use.person ?? 'Dana Levi', flags: use.flags ?? [] });

    for (const { fault } of CELLS.filter((cell) => cell.use === use)) {
      test(`${fault}: the screen says so, keeps what was typed, and goes on when all is well`, async ({ page, browser, server, watch }) => {
        // What the browser itself says about answers that are none.
        watch.tolerates(/^error: Failed to load resource: /);
        const heard: string[] = [];
        page.on('console', (message: ConsoleMessage) => heard.push(message.text()));
        const at: Place = { server, another: (person) => another(browser, server, watch, person) };
        await ownTimeLimits(page);
        await use.before?.(page, at);
        const trouble = await Trouble.lay(page, fault, use.call, breaker);
        const acted = use.act(page);
        // Where every call is refused the page may be closed to the person before they get to this one.
        if (fault === '401 always') acted.catch(() => {});
        else await trouble.strike().then(() => acted);

        const asks = FAULTS[fault].says === null || use.leaves?.test(fault);
        await (asks ? signInAgain(page, trouble, use, fault) : sayWhatHappened(page, trouble, use, fault));
        await expect(page.locator('#fault')).toHaveCount(0);
        await keepsNoSecret(page, heard);
      });
    }
  });
}

async function sayWhatHappened(page: Page, trouble: Trouble, use: Use, name: FaultName): Promise<void> {
  const fault: Fault = FAULTS[name];
  if (use.tells) {
    const words = use.says?.(name, fault.unknown === true) ?? fault.says!;
    await expect(use.tells(page)).toContainText(words);
  }
  await use.kept?.(page);
  if (use.offer) await expect(use.offer(page)).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
  trouble.heal();
  await goOn(page, use);
}

/** Presses what is offered; the tab may have gone on by itself before. What is there is pressed, however busy the machine is. */
async function goOn(page: Page, use: Use): Promise<void> {
  const offer = use.offer?.(page);
  await offer?.click({ timeout: (await offer.isVisible()) ? 20_000 : 3_000 }).catch(() => {});
  await use.good(page);
}

async function signInAgain(page: Page, trouble: Trouble, use: Use, fault: FaultName): Promise<void> {
  if (use.leaves?.test(fault)) {
    trouble.heal();
    await expect(page).toHaveURL(/\/(requests.*)?$/);
    return;
  }
  const ended = page.getByRole('dialog', { name: 'Your session has ended' });
  const start = page.getByRole('heading', { name: 'Sign in to ask for access' });
  await expect(ended.or(start)).toBeVisible();
  const atStart = await start.isVisible();
  if (!atStart) await use.kept?.(page);
  trouble.heal();
  if (atStart) {
    await page.reload();
    await expect(start).toBeHidden();
    return;
  }
  // The window in which the person signed in has gone.
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(ended).toBeHidden();
  await use.kept?.(page);
  await goOn(page, use);
}

/** Neither storage, nor address, nor console holds what stood in an answer that went wrong. */
async function keepsNoSecret(page: Page, heard: string[]): Promise<void> {
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state]));
  expect(kept).not.toContain(SECRET);
  expect(heard.join('\n')).not.toContain(SECRET);
}
