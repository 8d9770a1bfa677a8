import { afterEach, describe, expect, it } from 'vitest';
import { canReadProcessUse, readProcessUse } from '../../bench/process-use.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome } from '../../support/host-process.ts';
import { createRandom, faultSeed, type Random, rounds } from '../../support/rounds.ts';
import { createAckLog, type Recorded } from '../hosts/ack-log.ts';
import { checkKept, createSession } from '../hosts/store-under-load.ts';
import { type AttackedHost, startAttackedHost } from './attacked-host.ts';
import { makeHostileBody } from './hostile-bodies.ts';

const BATCH = 50;

/** A host that has just started takes about 100; what 50,000 hostile frames left behind would show. */
const MAX_RESIDENT_MIB = 400;

/** However these are spoilt, no host may act on them: no method of that name, no id of a request, no such session. */
const TEMPLATES = [
  { jsonrpc: '2.0', id: 'x', method: 'nobody/knows', params: { text: '"漢🐙\\', list: [null, true] } },
  { jsonrpc: '2.0', id: 'y', method: 'sessions/create', params: { id: 'none', title: 'Hostile', model: 'm' } },
  {
    jsonrpc: '2.0',
    id: 'z',
    method: 'messages/append',
    params: { sessionId: 'none', role: 'user', content: 'hostile' },
  },
  { jsonrpc: '2.0', id: 'd', method: 'drafts/set', params: { sessionId: null, content: 'hostile', _meta: {} } },
  { jsonrpc: '2.0', method: 'notify', params: { id: 'x' } },
].map((message) => Buffer.from(JSON.stringify(message)));

const DEEP = `{"jsonrpc":"2.0","id":"deep","method":"drafts/set","params":{"content":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;

function makeBody(random: Random): Buffer {
  const kind = random.next();
  if (kind < 0.005) return Buffer.alloc(1 + random.below(2 ** 20), random.pick([0x5b, 0x20, 0xff]));
  return kind < 0.01 ? Buffer.from(DEEP) : makeHostileBody(random, TEMPLATES);
}

/** Hostile frames with honest changes between them; all of them are answered. */
async function sendBatch(host: AttackedHost, log: Recorded, random: Random): Promise<void> {
  const honest: Promise<void>[] = [];
  for (let i = 0; i < BATCH; i++) {
    await host.attack(makeBody(random), random);
    if (random.chance(0.2)) honest.push(log.append(host.client));
  }
  await Promise.all(honest);
  await host.assertAnswered();
}

describe('hostile frames through a real pipe', () => {
  it('change nothing, and no honest change among them is lost', { timeout: 3_600_000 }, async () => {
    const count = rounds('hostile frames through a pipe', { test: 500, faults: 100_000 });
    const home = newHome();
    let host = await startAttackedHost(home);
    const log = createAckLog(await createSession(host.client));
    const residentMiB: number[] = [];
    let broken = 0;
    let sent = 0;
    for (let batch = 0; sent < count; batch++) {
      const random = createRandom(faultSeed, 'pipe', batch);
      await sendBatch(host, log, random);
      sent += BATCH;
      // One host lives through half of it all, so that what grows has the time.
      if (sent < count / 2 || (sent < count && random.chance(0.8))) continue;
      if (canReadProcessUse) residentMiB.push(readProcessUse(host.pid).residentMiB);
      const { client } = host;
      await host.breakOff(random, () => log.append(client));
      expect(log.tailCount()).toBe(1);
      sent++;
      broken++;
      host = await startAttackedHost(home);
      await log.resend(host.client);
      checkKept(home, [log]);
    }
    host.endInput();
    expect(await host.exited).toMatchObject({ code: 0, strayBytes: 0 });
    const losses = checkKept(home, [log]);
    expect(Math.max(0, ...residentMiB)).toBeLessThan(MAX_RESIDENT_MIB);
    recordFigures('hostile frames through a pipe', {
      fault: 'A real host is sent hostile frames through its pipe, with honest changes between them.',
      rounds: sent,
      acknowledged: log.acknowledgedCount(),
      ...losses,
      note: `a round is a frame; ${broken} inputs were lost, each with one error and exit code 65; largest host ${Math.round(Math.max(0, ...residentMiB))} MiB`,
    });
  });
});

afterEach(cleanUpHosts);
