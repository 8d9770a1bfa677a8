import { describe, expect, it } from 'vitest';
import { ExportModel } from '../../../../entrypoints/options/models/export-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient } from '../../../support/fake-client.ts';

const FILE = { name: 'all.holdfast', folder: '/home/ada/Downloads', bytes: 1, counts: { sessions: 1 }, sha256: '00' };

function open(folder: string) {
  const fake = createFakeClient();
  fake.answer('data/export', () => ({ ...FILE, folder }));
  const downloaded: string[] = [];
  let failure: AppError | undefined;
  const exports = new ExportModel({
    env: { client: fake.client },
    async download(name) {
      if (failure) throw failure;
      downloaded.push(name);
    },
  });
  const fail = (error: AppError) => {
    failure = error;
  };
  return { exports, downloaded, fail };
}

describe('ExportModel', () => {
  it('has the browser download what is in no folder', async () => {
    const { exports, downloaded } = open('');
    expect(await exports.run({ format: 'bundle' })).toEqual({ ...FILE, folder: '' });
    expect(downloaded).toEqual(['all.holdfast']);
  });

  it('leaves a file where the host wrote it', async () => {
    const { exports, downloaded } = open(FILE.folder);
    expect(await exports.run({ format: 'bundle' })).toEqual(FILE);
    expect(downloaded).toEqual([]);
  });

  it('has failed when the file did not come to the downloads', async () => {
    const { exports, fail } = open('');
    const error = new AppError('not-found', 'Gone.');
    fail(error);
    expect(await exports.run({ format: 'bundle' })).toBeUndefined();
    expect(exports.exporting.state.value).toEqual({ state: 'failed', error });
  });
});
