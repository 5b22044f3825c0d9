import { mkdirSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { PICTURES } from './places';

export const THEMES = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

const SIZES = [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
];

/**
 * Ends the test of a state: in every theme, wide and narrow, nothing scrolls sideways, and axe finds nothing. What axe
 * sees in a theme are colours, which are those of the wide page on the narrow one too: there it looks at one theme,
 * unless all is to be tested. `state` names the pictures.
 */
export async function auditEverywhere(page: Page, state: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const [theme, media] of Object.entries(THEMES)) {
      await page.emulateMedia(media);
      const where = `${state}, ${theme}, ${size.width} px`;
      await draw(page, `${state}-${theme}-${size.width}`);
      await expect(page.locator('html'), where).toHaveAttribute('data-theme', theme);
      if (size === SIZES[0] || theme === 'light' || process.env.TEST_ALL) await audit(page, where);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${where}: nothing scrolls sideways`).toBeLessThanOrEqual(size.width);
    }
  }
  await page.setViewportSize(SIZES[0]);
  await page.emulateMedia(THEMES.light);
}

/** All rules of axe, best practices and the size of targets among them. What it passes is not looked up again. */
const RULES = { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] } satisfies axe.RunOptions;

export async function audit(page: Page, where: string): Promise<void> {
  // Half a megabyte of script, which stays until the page is loaded anew.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((rules) => (window as unknown as { axe: typeof axe }).axe.run(document, rules), RULES);
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html, any }) => [html, any[0]?.message]) }));
  expect(found, where).toEqual([]);
}

export async function draw(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
}
