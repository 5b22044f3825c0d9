import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { LISTS, alter, row, toMyRequests } from './steps';

const HOUR = 3_600_000;

/** Lets the service say that it is `now`, whatever the device believes. */
async function serverSays(page: Page, now: () => Date): Promise<void> {
  await page.route('**/api/**', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), date: now().toUTCString(), ...MADE_UP } });
  });
}

/** It is `now` for everybody, and what is granted ends at `ends`. */
async function at(page: Page, now: string, ends: string): Promise<void> {
  await page.clock.setFixedTime(new Date(now));
  // Whichever call is answered last says the time, so all of them say the same.
  await serverSays(page, () => new Date(now));
  await page.route(LISTS, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const request of body.data) {
      request.creation_time = Date.parse(now) / 1000 - 30 * 3600;
      if (request.status.status === 'Active') request.revocation_time = Date.parse(ends) / 1000;
    }
    const headers = { ...answer.headers(), date: new Date(now).toUTCString(), ...MADE_UP };
    await route.fulfill({ response: answer, json: body, headers });
  });
  await page.goto('/');
}

test.describe('in Berlin, where the clock goes back an hour in the night to 25 October 2026', () => {
  test.use({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });

  test('an end later on the same day of 25 hours is told by its time alone [beyond 6]', async ({ page }) => {
    await at(page, '2026-10-24T22:30:00Z', '2026-10-25T22:59:00Z');
    await expect(row(page, 'Granted')).toContainText(/1 d 0 h left\s*until 23:59/);
  });

  test('an end just after the next midnight is tomorrow [beyond 6]', async ({ page }) => {
    await at(page, '2026-10-24T22:30:00Z', '2026-10-25T23:05:00Z');
    await expect(row(page, 'Granted')).toContainText('until tomorrow, 00:05');
  });

  test('an end two hours ahead over midnight is tomorrow, and what is 30 hours back was not yesterday [beyond 6]', async ({ page }) => {
    await at(page, '2026-11-24T22:30:00Z', '2026-11-25T00:30:00Z');
    await expect(row(page, 'Granted')).toContainText(/2 h 0 min left\s*until tomorrow, 01:30/);
    await expect(row(page, 'Granted')).toContainText('yesterday');
    await page.clock.setFixedTime(new Date('2026-11-24T02:30:00Z'));
  });
});

test.describe('in New York', () => {
  test.use({ locale: 'en-US', timezoneId: 'America/New_York' });

  test('times are those of the place and its way of writing [beyond 6]', async ({ page }) => {
    await at(page, '2026-11-24T14:00:00Z', '2026-11-24T21:40:00Z');
    await expect(row(page, 'Granted')).toContainText(/7 h 40 min left\s*until 4:40\sPM/);
  });
});

test('a device whose clock is three hours fast shows the same time left [beyond 6]', async ({ page }) => {
  await toMyRequests(page);
  const left = async () => /(\d+) h (\d+) min left/.exec(await row(page, 'Granted').innerText())?.slice(1).map(Number) ?? [];
  const [hours, minutes] = await left();
  await page.clock.setFixedTime(Date.now() + 3 * HOUR);
  await page.reload();

  await expect(async () => {
    const [h, m] = await left();
    expect(Math.abs(h * 60 + m - hours * 60 - minutes)).toBeLessThanOrEqual(1);
  }).toPass();
});

test('access that ends soon by the server\'s clock is marked also where the device is late [beyond 6]', async ({ page }) => {
  await toMyRequests(page);
  await serverSays(page, () => new Date(Date.now() + 6.2 * HOUR));
  await page.reload();
  await expect(row(page, 'Granted')).toContainText('expiring soon');
});

test('after the laptop slept the lists are read at once and the time left is right [beyond 6]', async ({ page }) => {
  const minutesLeft = async () => {
    const [, hours, minutes] = /(\d+) h (\d+) min left/.exec(await row(page, 'Granted').innerText()) ?? [];
    return Number(hours) * 60 + Number(minutes);
  };
  await page.clock.install();
  await toMyRequests(page);
  await expect(row(page, 'Granted')).toContainText(/\d+ h \d+ min left/);
  const before = await minutesLeft();
  const read = page.waitForResponse(LISTS);
  await page.clock.fastForward(2 * HOUR);
  await read;
  // The device believes that two hours are over; the service says that it was seconds.
  await expect.poll(async () => before - (await minutesLeft())).toBeLessThanOrEqual(1);
});
