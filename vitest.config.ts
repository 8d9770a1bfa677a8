import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const executablePath = process.env['HOLDFAST_BROWSER'];

export default defineConfig({
  test: {
    // Most of the time is spent in waiting for processes; by default a machine with two cores would run one file at a time.
    maxWorkers: 3,
    projects: [
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'node',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**'],
          testTimeout: 20_000,
        },
      },
      {
        // What the browser's store stands on, on the browser's own SQLite, databases and files.
        test: {
          name: 'browser',
          include: [
            'tests/contract/embedded-store.test.ts',
            'tests/entrypoints/background/embedded/keeps.test.ts',
            'tests/entrypoints/background/embedded/transfer/private-files.test.ts',
          ],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
