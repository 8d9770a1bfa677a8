import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const executablePath = process.env['HOLDFAST_BROWSER'];
const isLongRun = process.env['HOLDFAST_FAULTS'] === 'long';

function nodeProject(name: string, files: { readonly include: string[]; readonly exclude?: string[] }) {
  return {
    oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
    test: {
      name,
      ...files,
      // A process for each file costs more than most files; what a test changes of its process it puts back.
      isolate: false,
      testTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    // Most of the time is spent in waiting for processes; by default a machine with two cores would run one file at a time.
    maxWorkers: 3,
    globalSetup: 'tests/support/build-once.ts',
    projects: [
      nodeProject('node', { include: ['tests/**/*.test.{ts,tsx}'], exclude: ['tests/{e2e,faults}/**'] }),
      nodeProject('faults', { include: ['tests/faults/**/*.test.ts'] }),
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
