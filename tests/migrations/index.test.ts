import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';

describe('migrations', () => {
  it('are numbered without a gap, as their files are', () => {
    const files = globSync('[0-9]*.ts', { cwd: join(import.meta.dirname, '../../migrations') }).sort();
    const names = migrations.map(({ version, name }) => `${String(version).padStart(4, '0')}-${name}.ts`);
    expect(names).toEqual(files.map((file) => basename(file)));
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });
});
