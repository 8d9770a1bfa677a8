import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // A browser and a host each. A slow machine is busy with two.
  workers: 3,
  fullyParallel: true,
  // Patience, for a machine that is busy: what is right does not wait for it.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
});
