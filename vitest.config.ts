import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const executablePath = process.env['HOLDFAST_BROWSER'];
const isLongRun = process.env['HOLDFAST_FAULTS'] === 'long';

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
          testTimeout: 60_000,
        },
      },
      {
        // What the browser's store stands on, on the browser's own databases and files; `npm run test:faults` also has the whole contract
        // of a store there, on the browser's WebAssembly.
        test: {
          name: 'browser',
          include: [
            ...(isLongRun ? ['tests/contract/embedded-store.test.ts'] : []),
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
