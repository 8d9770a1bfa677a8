import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

describe('the runtime of the tests', () => {
  it('is the pinned Node, also for programs that the tests start', () => {
    expect(process.versions.node).toMatch(/^26\./);
    expect(new Set(Object.values(packageJson.optionalDependencies))).toEqual(new Set([process.versions.node]));
    const { stdout } = spawnSync(process.execPath, ['--version'], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(`v${process.versions.node}`);
  });

  it('has a SQLite that does not lose commits when several processes share a WAL file', () => {
    const database = new Database(':memory:');
    const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
    database.close();
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(3_051_003);
  });

  it('comes from node_modules or is itself as new as the pin', () => {
    const modules = join(import.meta.dirname, '../../node_modules');
    expect(process.execPath.startsWith(modules) || process.versions.node.startsWith('26.')).toBe(true);
  });
});
