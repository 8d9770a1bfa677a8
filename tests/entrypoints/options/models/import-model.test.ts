import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ImportModel } from '../../../../entrypoints/options/models/import-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { deferred, type FakeClient } from '../../../support/fake-client.ts';
import { heldFile, lostFile } from '../../../support/held-file.ts';
import { openOptions } from '../../../support/options-harness.ts';
import { settle } from '../../../support/panel-environment.ts';

const BUNDLE = heldFile('mine.holdfast', 'PK\u0003\u0004 and so on');
const FOUND: Result<'imports/analyze'> = {
  format: 'bundle',
  counts: { sessions: 2 },
  existing: { sessions: 1 },
  problems: [],
};
const TAKEN: Result<'data/import'> = {
  counts: { added: { sessions: 1 }, replaced: {}, skipped: { sessions: 1 } },
  problems: [],
  safetyBackup: null,
};

function openImport() {
  const page = openOptions();
  const imports = page.options.modelOf(ImportModel);
  const host = page.fake;
  host.answer('uploads/put', ({ offset, base64 }) => ({ bytes: offset + Buffer.from(base64, 'base64').length }));
  host.answer('imports/analyze', () => FOUND);
  host.answer('data/import', () => TAKEN);
  const steps = () =>
    [imports.sending, imports.analyzing, imports.importing].map(({ state }) => state.value.state).join(' ');
  return { page, imports, host, steps, [Symbol.dispose]: () => page[Symbol.dispose]() };
}

const methods = ({ calls }: FakeClient) =>
  calls.map(({ method }) => method).filter((method) => /^(uploads|imports|data)/.test(method));

describe('ImportModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends a file, looks into it, and takes it in as a person decides', async () => {
    using opened = openImport();
    const { imports, host, steps } = opened;
    await imports.take([BUNDLE]);
    expect([imports.file.value, steps()]).toEqual([BUNDLE, 'done done idle']);
    expect(methods(host)).toEqual(['uploads/put', 'imports/analyze']);
    imports.resolution.value = 'replace';
    await imports.apply();
    const uploadId = host.paramsOf('uploads/put')[0]?.id;
    expect(host.paramsOf('imports/analyze')).toEqual([{ uploadId }]);
    expect(host.paramsOf('data/import')).toEqual([{ uploadId, resolution: 'replace' }]);
    expect(imports.importing.state.value).toEqual({ state: 'done', value: TAKEN });
    imports.close();
    expect([imports.file.value, imports.resolution.value, steps()]).toEqual([undefined, 'skip', 'idle idle idle']);
  });

  it('proposes to take in what was said since where a file comes from OpenCode', async () => {
    using opened = openImport();
    const { imports, host } = opened;
    host.answer('imports/analyze', () => ({ ...FOUND, format: 'opencode' }));
    await imports.take([BUNDLE]);
    expect(imports.resolution.value).toBe('merge');
    imports.close();
    expect(imports.resolution.value).toBe('skip');
  });

  it('sends a file of settings nowhere', async () => {
    using opened = openImport();
    const { imports, host, page } = opened;
    const text = JSON.stringify({ format: 'holdfast-settings', version: 1, values: { 'sidepanel.theme': 'dark' } });
    await imports.take([heldFile('settings.json', text)]);
    expect(page.options.transfer.reading.value).toMatchObject({ ok: true, plan: { changes: [{ after: 'dark' }] } });
    expect([imports.file.value, methods(host)]).toEqual([undefined, []]);
    // The next file takes its place.
    await imports.take([BUNDLE]);
    expect([page.options.transfer.file.value, imports.file.value]).toEqual([undefined, BUNDLE]);
  });

  it('says why it does nothing with a file', async () => {
    using opened = openImport();
    const { imports, host } = opened;
    const refusalOf = async (...files: (typeof BUNDLE)[]) => {
      await imports.take(files);
      return imports.refusal.value;
    };
    expect(await refusalOf(BUNDLE, BUNDLE)).toEqual({ reason: 'several', count: 2 });
    expect(await refusalOf(heldFile('a', ''))).toEqual({ reason: 'empty', name: 'a' });
    expect(await refusalOf(heldFile('b', 'text'))).toEqual({ reason: 'other', name: 'b' });
    expect(await refusalOf(lostFile('c', 5))).toEqual({ reason: 'unreadable', name: 'c' });
    expect(methods(host)).toEqual([]);
    expect(await refusalOf(BUNDLE)).toBeUndefined();
    // While one is decided about, another one takes its place; while one is under way, it has to wait.
    host.answer('imports/analyze', () => new Promise(() => {}));
    void imports.take([BUNDLE]);
    await settle();
    expect(await refusalOf(heldFile('d', 'PK\u0003\u0004'))).toEqual({ reason: 'busy' });
    expect(imports.file.value).toBe(BUNDLE);
  });

  it('goes on with the file where the connection was lost', async () => {
    using opened = openImport();
    const { imports, host, steps } = opened;
    host.answer('uploads/put', () => {
      throw new AppError('disconnected', 'gone');
    });
    await imports.take([BUNDLE]);
    expect(steps()).toBe('failed idle idle');
    host.answer('uploads/put', ({ offset }) => ({ bytes: offset + BUNDLE.size }));
    await imports.goOn();
    expect(steps()).toBe('done done idle');
    expect(new Set(host.paramsOf('uploads/put').map(({ id }) => id)).size).toBe(1);
  });

  it('frees the room of a file that nobody wants any more, unless it is or may be taken in', async () => {
    using opened = openImport();
    const { imports, host } = opened;
    const parts = () => host.paramsOf('uploads/put').map(({ id, offset, base64 }) => [id, offset, base64.length]);
    imports.close();
    await imports.take([BUNDLE]);
    const [[id, , length] = []] = parts();
    imports.close();
    imports.close();
    expect(parts()).toEqual([
      [id, 0, length],
      [id, 0, 4],
    ]);
    await imports.take([BUNDLE]);
    await imports.apply();
    imports.close();
    await imports.take([BUNDLE]);
    host.answer('data/import', () => {
      throw new AppError('disconnected', 'gone');
    });
    await imports.apply();
    imports.close();
    expect(parts().map(([, , bytes]) => bytes)).toEqual([length, 4, length, length]);
  });

  it('looks again after an import whose end nobody heard of, and sends what the host no longer has', async () => {
    using opened = openImport();
    const { imports, host, steps } = opened;
    await imports.take([BUNDLE]);
    host.answer('data/import', () => {
      throw new AppError('disconnected', 'gone');
    });
    await imports.apply();
    expect(steps()).toBe('done done failed');
    const looked: string[] = [];
    host.answer('imports/analyze', ({ uploadId }) => {
      looked.push(uploadId);
      if (looked.length === 1) throw new AppError('not-found', 'gone');
      return FOUND;
    });
    await imports.goOn();
    expect(steps()).toBe('done done idle');
    expect(looked).toEqual(host.paramsOf('uploads/put').map(({ id }) => id));
  });

  it('is stopped at each step; what is under way is not closed', async () => {
    using opened = openImport();
    const { imports, host, steps } = opened;
    const answer = deferred<Result<'uploads/put'>>();
    host.answer('uploads/put', () => answer.promise);
    const taking = imports.take([BUNDLE]);
    await settle();
    imports.close();
    expect([imports.file.value, steps()]).toEqual([BUNDLE, 'running idle idle']);
    imports.sending.stop();
    await taking;
    expect(imports.sending.state.value).toMatchObject({ state: 'failed', error: { code: 'cancelled' } });
    imports.close();
    expect([imports.file.value, steps()]).toEqual([undefined, 'idle idle idle']);
  });
});
