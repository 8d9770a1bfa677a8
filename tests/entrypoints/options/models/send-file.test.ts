import { describe, expect, it } from 'vitest';
import { PART_BYTES, sendFile } from '../../../../entrypoints/options/models/send-file.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { heldFile, lostFile } from '../../../support/held-file.ts';

const CONTENT = Uint8Array.from({ length: 2 * PART_BYTES + 5 }, (_, at) => at * 7);

/** A host that keeps what it is sent, as the real one does. */
function openHost({ failAt = -1, error }: { failAt?: number; error?: AppError } = {}) {
  const fake = createFakeClient();
  let stored = Buffer.alloc(0);
  let calls = 0;
  fake.answer('uploads/put', ({ offset, base64 }) => {
    if (calls++ === failAt && error) throw error;
    const part = Buffer.from(base64, 'base64');
    if (offset !== stored.length) {
      throw new AppError('conflict', 'Parts are missing.', { details: { bytes: stored.length } });
    }
    stored = Buffer.concat([stored, part]);
    return { bytes: stored.length };
  });
  return { fake, stored: () => stored, offsets: () => fake.paramsOf('uploads/put').map(({ offset }) => offset) };
}

function sending(fake: ReturnType<typeof createFakeClient>, from = 0) {
  const told: number[] = [];
  const stopping = new AbortController();
  const options = {
    client: fake.client,
    id: 'u',
    from,
    signal: stopping.signal,
    onSent: (bytes: number) => void told.push(bytes),
  };
  return { told, stopping, options };
}

describe('sendFile', () => {
  it('sends every byte in parts, one after the other, and tells how far it is', async () => {
    const host = openHost();
    const { told, options } = sending(host.fake);
    await sendFile(heldFile('f', CONTENT), options);
    expect(host.offsets()).toEqual([0, PART_BYTES, 2 * PART_BYTES]);
    expect(told).toEqual([PART_BYTES, 2 * PART_BYTES, CONTENT.length]);
    expect(host.stored().equals(CONTENT)).toBe(true);
  });

  it('goes on from where it was after a lost connection', async () => {
    const error = new AppError('disconnected', 'gone');
    const host = openHost({ failAt: 1, error });
    const { told, options } = sending(host.fake);
    await expect(sendFile(heldFile('f', CONTENT), options)).rejects.toBe(error);
    await sendFile(heldFile('f', CONTENT), { ...options, from: told.at(-1) ?? 0 });
    expect(host.offsets()).toEqual([0, PART_BYTES, PART_BYTES, 2 * PART_BYTES]);
    expect(host.stored().equals(CONTENT)).toBe(true);
  });

  it('begins where the host says, when that has less than was thought; once', async () => {
    const host = openHost();
    const { options } = sending(host.fake, PART_BYTES);
    await sendFile(heldFile('f', CONTENT), options);
    expect(host.offsets()).toEqual([PART_BYTES, 0, PART_BYTES, 2 * PART_BYTES]);
    expect(host.stored().equals(CONTENT)).toBe(true);

    host.fake.answer('uploads/put', () => {
      throw new AppError('conflict', 'Parts are missing.', { details: { bytes: 0 } });
    });
    await expect(sendFile(heldFile('f', CONTENT), options)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stops between parts, and says when the file cannot be read any more', async () => {
    const host = openHost();
    const { stopping, options } = sending(host.fake);
    const onSent = () => stopping.abort();
    await expect(sendFile(heldFile('f', CONTENT), { ...options, onSent })).rejects.toMatchObject({ code: 'cancelled' });
    expect(host.offsets()).toEqual([0]);
    const lost = sendFile(lostFile('f', 9), sending(host.fake).options);
    await expect(lost).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('cannot be read') });
  });

  it('does not go on when the host has another number of bytes', async () => {
    const fake = createFakeClient();
    fake.answer('uploads/put', ({ offset }) => ({ bytes: offset }));
    await expect(sendFile(heldFile('f', 'abc'), sending(fake).options)).rejects.toMatchObject({ code: 'internal' });
  });
});
