import fc from 'fast-check';
import { BASE_URL } from '../../lib/handlers/samples.ts';
import { choice, intent, pickFrom } from './changes.ts';
import type { Client } from './client.ts';
import type { Fate } from './crashing-host.ts';
import type { Model } from './model.ts';
import { getDraft, listMessages } from './reads.ts';
import type { World } from './world.ts';

type Command = fc.AsyncCommand<Model, World>;

/** A command that can always be given; in a counterexample it shows what it did, where `run` tells. */
function command(name: string, run: (world: World) => unknown): Command {
  let told = '';
  return {
    check: () => true,
    async run(_model, world) {
      world.tally.commands++;
      const what = await run(world);
      told = what === undefined ? '' : ` ${JSON.stringify(what)}`;
    },
    toString: () => `${name}${told}`,
  };
}

/** One that is given to a client. */
function onClient(index: number, name: string, run: (client: Client, world: World) => unknown): Command {
  return command(`client ${index} ${name}`, (world) => run(world.clients[index] as Client, world));
}

const client = fc.nat(1);
const anyFate = fc.constantFrom<Fate>('lives', 'crashes before the commit', 'crashes after the commit');
const fate = fc.oneof({ weight: 12, arbitrary: fc.constant<Fate>('lives') }, { weight: 1, arbitrary: anyFate });

const change = fc
  .tuple(client, intent, fate)
  .map(([index, make, itsFate]) =>
    onClient(index, `whose host ${itsFate}:`, (client, world) => world.send(client, make, itsFate)),
  );

const sendAgain = fc.tuple(client, choice, fc.boolean()).map(([index, chosen, isRecent]) =>
  onClient(index, 'sends again', async (client, { acknowledged }) => {
    const requests = isRecent ? acknowledged.slice(-3) : acknowledged;
    const request = requests[chosen % requests.length];
    if (request) await client.sendAgain(request);
    return request;
  }),
);

const crash = client.map((index) => onClient(index, 'loses its host', (client) => client.crash()));

const restart = fc
  .tuple(client, anyFate, fc.nat(3))
  .map(([index, itsFate, at]) =>
    onClient(index, `gets a host, which ${itsFate} at ${at}`, (client) => client.restart(itsFate, at)),
  );

const giveKey = client.map((index) => onClient(index, 'tells the key', (client) => client.giveKey(BASE_URL)));

const lookForOrphans = client.map((index) =>
  onClient(index, 'has a host that looks for orphans', (client) => client.lookForOrphans()),
);

/** No server says nothing: it would look like text that waits for the store, and there is none. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 });
const say = fc
  .tuple(choice, text)
  .map(([chosen, said]) => command(`reply ${chosen} says ${JSON.stringify(said)}`, (world) => world.say(chosen, said)));

const end = fc.record({
  finished: fc.boolean(),
  promptTokens: fc.nat(1000),
  completionTokens: fc.nat(1000),
  cost: fc.nat(640).map((n) => n / 64),
  error: fc.option(fc.constant({ code: 'provider-failed', message: 'No.', retryable: true }), { freq: 3 }),
});
const endReply = fc
  .tuple(choice, end)
  .map(([chosen, how]) =>
    command(`reply ${chosen} ends ${JSON.stringify(how)}`, (world) => world.endReply(chosen, how)),
  );

const passTime = fc.constant(0).map(() => command('time passes', (world) => world.passTime()));

const filter = fc.record({ archived: fc.boolean(), deleted: fc.boolean() });
const limit = fc.integer({ min: 1, max: 5 });
const readSessions = fc
  .tuple(client, filter, limit)
  .map(([index, shown, count]) =>
    onClient(index, `lists ${JSON.stringify(shown)} by ${count}`, (client) => client.readSessions(shown, count)),
  );

const side = fc.oneof(
  fc.constant({}),
  fc.nat(6).map((before) => ({ before })),
  fc.nat(6).map((after) => ({ after })),
);
const readMessages = fc.tuple(client, choice, side, limit).map(([index, chosen, where, count]) =>
  onClient(index, 'reads messages', async (client, { model }) => {
    const range = { sessionId: pickFrom(model.sessions, chosen), limit: count, ...where };
    await client.read('messages/list', range, () => listMessages(model, range));
    return range;
  }),
);

const readDraft = fc.tuple(client, fc.option(choice)).map(([index, chosen]) =>
  onClient(index, 'reads a draft', async (client, { model }) => {
    const sessionId = chosen === null ? null : pickFrom(model.sessions, chosen);
    await client.read('drafts/get', { sessionId }, () => getDraft(model, sessionId));
    return sessionId;
  }),
);

const SHARES: readonly (readonly [share: number, arbitrary: fc.Arbitrary<Command>])[] = [
  [16, change],
  [4, sendAgain],
  [2, crash],
  [3, restart],
  [3, giveKey],
  [1, lookForOrphans],
  [3, say],
  [3, endReply],
  [2, passTime],
  [1, readSessions],
  [1, readMessages],
  [1, readDraft],
];

/** All of them; fast-check gives each entry the same share. */
export const COMMANDS = SHARES.flatMap(([share, arbitrary]) => Array.from({ length: share }, () => arbitrary));
