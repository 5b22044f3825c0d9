import { defineConfig } from '@playwright/test';
import { DOCUMENT, RESULTS, SHELL } from './places';

export default defineConfig({
  testDir: '.',
  outputDir: `${RESULTS}/traces`,
  snapshotPathTemplate: '{testDir}/heard/{arg}{ext}',
  globalSetup: './worlds.setup.ts',
  workers: 2,
  retries: 0,
  fullyParallel: true,
  forbidOnly: true,
  // Generous: a busy machine is no fault of the product, and a state that has come is not waited for.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: `${RESULTS}/report.json` }]],
  use: {
    // A trace would take a fifth of the time; who looks for a cause asks for one by `--trace retain-on-failure`.
    trace: 'off',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: {
      executablePath: SHELL,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Whatever tries to leave this machine fails, and the watch names it.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    },
  },
  projects: [
    { name: 'sign-in', testMatch: 'sign-in.people.ts' },
    { name: 'tab', testMatch: '*.spec.ts', dependencies: ['sign-in'], teardown: DOCUMENT ? 'contract' : undefined },
    // Measurements are no tests; `cargo xtask bench` asks for them.
    ...(process.env.BENCH ? [{ name: 'bench', testDir: '../../bench', testMatch: '*.bench.ts', dependencies: ['sign-in'] }] : []),
    // Apono's own document is not part of this project, so without it there is nothing to check against.
    ...(DOCUMENT ? [{ name: 'contract', testMatch: 'contract.check.ts' }] : []),
  ],
});
