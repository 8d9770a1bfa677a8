import { expect } from 'vitest';
import { MAX_FRAME_FROM_HOST_BYTES, MAX_FRAME_TO_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { settle } from '../../support/fake-clock.ts';
import { type HostMessage, type HostProcess, startHost } from '../../support/host-process.ts';
import type { Random } from '../../support/rounds.ts';
import { whenReady } from '../hosts/store-under-load.ts';
import { cutStream } from './cut-stream.ts';
import { createFrameReader } from './frame-reader.ts';
import { frameOf, writeLength } from './split-stream.ts';

/** A real host that is sent hostile frames, and is expected to answer each as docs/protocol.md says. */
export interface AttackedHost extends HostProcess {
  /** Sends a hostile text in a frame, whose bytes may arrive apart. It must change nothing. */
  attack(body: Buffer, random: Random): Promise<void>;
  /** Every hostile frame since the last time got what it had to get. */
  assertAnswered(): Promise<void>;
  /** Ends the input as nobody can follow it: one error, exit code 65, and the honest change that comes after is not read. */
  breakOff(random: Random, change: () => Promise<void>): Promise<void>;
}

export async function startAttackedHost(home: string): Promise<AttackedHost> {
  const host = startHost({ home });
  await whenReady(host);
  // Whether a request with a used id comes early enough to be refused is a matter of luck. It is answered once in any case,
  // but for one that carries a result too: that is taken for an answer then, and nothing is said.
  const read = createFrameReader(() => false);
  const unclear = new Set<string>();
  let due: string[] = [];
  let seen = 0;

  async function attack(body: Buffer, random: Random): Promise<void> {
    const outcome = read(body);
    if (outcome?.kind === 'refused') due.push(wordsOf(outcome.id, outcome.code));
    if (outcome?.kind === 'request') due.push(wordsOf(outcome.id, METHOD_NOT_FOUND));
    if (outcome?.kind === 'request' && outcome.isAnswerToo) unclear.add(wordsOf(outcome.id, METHOD_NOT_FOUND));
    for (const piece of cutStream(frameOf(body), random)) {
      host.write(piece);
      if (random.chance(0.02)) await settle();
    }
  }

  async function assertAnswered(): Promise<void> {
    // The second is asked when the first is answered, and with it everything that came before.
    for (const _ of [1, 2]) await host.client.call('hello', { protocol: 1, client: { name: 'test', version: '1' } });
    const isClear = (words: string) => !unclear.has(words);
    expect(answersIn(host.messages.slice(seen)).filter(isClear)).toEqual(due.filter(isClear).toSorted());
    seen = host.messages.length;
    due = [];
    unclear.clear();
  }

  async function breakOff(random: Random, change: () => Promise<void>): Promise<void> {
    const half = frameOf(Buffer.from('{"jsonrpc":"2.0","id":"half"}')).subarray(0, 1 + random.below(30));
    const impossible = Buffer.alloc(4);
    writeLength(impossible, 0, random.pick([0, MAX_FRAME_TO_HOST_BYTES + 1, 0xffffffff]));
    const isHalf = random.chance(0.5);
    host.write(isHalf ? half : impossible);
    // More bytes would make the half frame whole.
    if (isHalf) host.endInput();
    await expect(change()).rejects.toMatchObject({ code: 'disconnected' });
    expect(await host.exited).toMatchObject({ code: 65, strayBytes: 0 });
    expect(host.frameBytes.filter((bytes) => bytes > MAX_FRAME_FROM_HOST_BYTES)).toEqual([]);
    expect(answersIn(host.messages.slice(seen))).toEqual(['null -32700']);
  }

  return { ...host, attack, assertAnswered, breakOff };
}

/**
 * Answers to hostile frames, in some order. The ids of the honest client are numbers. One that is no error would show:
 * nothing hostile may be done.
 */
function answersIn(messages: readonly HostMessage[]): string[] {
  return messages
    .filter(({ id, method }) => method === undefined && typeof id !== 'number')
    .map(({ id, error }) => wordsOf(id, (error as { code: number } | undefined)?.code ?? 0))
    .toSorted();
}

const METHOD_NOT_FOUND = -32601;
const REFUSALS_OF_REQUESTS = [-32600, METHOD_NOT_FOUND, -32602];

/** Which refusal a request gets is a matter of luck where its id is used twice: the first may be answered by then. */
function wordsOf(id: unknown, code: number): string {
  const isRefusedRequest = id !== null && REFUSALS_OF_REQUESTS.includes(code);
  return `${JSON.stringify(id)} ${isRefusedRequest ? 'refused' : code}`;
}
