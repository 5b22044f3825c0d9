import type { Page } from '@playwright/test';
import { audit, draw } from './audit';
import { expect, test } from './fixtures';
import { test as inAHost } from './host';
import { cutOff, overField, speak, type MadeUp } from './made-up-language';
import { allPartsCame, toMyRequests } from './steps';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
];
const PAGES = ['/requests/open', '/requests/closed', '/new/resources', '/new/bundle', '/access', '/my-tasks', '/help'];

/** A page in a language has room for its words, wide and narrow. */
async function fits(page: Page, language: string, address: string): Promise<void> {
  await page.goto(address);
  await allPartsCame(page);
  await expect(page.locator('.skeleton:visible')).toHaveCount(0);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await draw(page, `language-${language}${address.replaceAll('/', '-')}-${size.width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(size.width);
    expect([...(await cutOff(page)), ...(await overField(page))], `${address}, ${size.width} px`).toEqual([]);
  }
}

for (const language of ['long', 'mirrored'] satisfies MadeUp[]) {
  test(`in a language that is ${language} nothing is cut off and nothing scrolls sideways, on any page`, async ({ page }) => {
    await speak(page, language);
    for (const address of PAGES) {
      await fits(page, language, address);
    }
  });
}

test('in a language that is mirrored the page begins at the right', async ({ page }) => {
  await speak(page, 'mirrored');
  await page.goto('/requests/open');
  await allPartsCame(page);
  const [first, last] = [page.getByRole('navigation').getByRole('link').first(), page.getByRole('navigation').getByRole('link').last()];
  const at = async (link: typeof first) => (await link.boundingBox())?.x ?? NaN;
  expect(await at(first)).toBeGreaterThan(await at(last));
  const title = await page.getByRole('heading', { level: 1 }).boundingBox();
  expect((title?.x ?? 0) + (title?.width ?? 0)).toBeGreaterThan(640);
});

test('a server that has the tab in English only offers no choice of a language', async ({ page, server }) => {
  const config = await (await page.request.get(`${server.address}/config.json`)).json();
  await page.goto('/help');
  await allPartsCame(page);
  await expect(page.getByRole('combobox', { name: 'Language' })).toHaveCount(config.languages.length > 1 ? 1 : 0);
});

// The other languages are builds of their own, which take minutes.
if (process.env.TEST_ALL) {
  const SAID = {
    de: { requests: 'Meine Anfragen', kept: 'Was wo gespeichert wird', language: 'Sprache', granted: 'Erteilt', ago: /vor \d+ (Minute|Stunde)|gestern/ },
    fr: { requests: 'Mes demandes', kept: 'Ce qui est conservé, et où', language: 'Langue', granted: 'Accordée', ago: /il y a \d+ (minute|heure)|hier/ },
  };
  for (const [code, said] of Object.entries(SAID)) {
    test.describe(`a browser that asks for ${code}`, () => {
      test.use({ locale: code });

      test('gets words, times and the name of the language in it, on every page, without a fault of accessibility', async ({ page }) => {
        await page.goto('/requests/open');
        await expect(page.getByRole('heading', { level: 1, name: said.requests })).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('lang', code);
        await expect(page.getByRole('row').filter({ hasText: said.granted })).toContainText(said.ago);
        for (const address of PAGES) {
          await fits(page, code, address);
          await audit(page, `${code} ${address}`);
        }
      });

      test('can be told another language on Help, which stays until it is told otherwise', async ({ page }) => {
        await page.goto('/help');
        await page.getByRole('combobox', { name: said.language }).selectOption('English');
        await expect(page.getByRole('combobox', { name: 'Language' })).toHaveValue('en');
        await toMyRequests(page);
        await expect(page.locator('html')).toHaveAttribute('lang', 'en');
        await page.goto('/help');
        await page.getByRole('combobox', { name: 'Language' }).selectOption('As this browser prefers');
        await expect(page.getByRole('combobox', { name: said.language })).toHaveValue('');
      });
    });

    inAHost(`a host whose language is ${code} has the tab in it, and no choice of another`, async ({ inHost }) => {
      const there = await inHost({ locale: code }, `/teams/requests/open?locale=${code}`);
      await expect(there.tab.getByRole('heading', { level: 1, name: said.requests })).toBeVisible();
      await expect(there.tab.locator('html')).toHaveAttribute('lang', code);
      await there.again(`/teams/help?locale=${code}`);
      await expect(there.tab.getByRole('heading', { level: 2, name: said.kept })).toBeVisible();
      await expect(there.tab.getByRole('combobox', { name: said.language })).toHaveCount(0);
    });
  }
}
