import { describe, expect, it } from 'vitest';
import { forkBetween, toFamily } from '../../../../entrypoints/sidepanel/models/branch-tree.ts';
import { CompareModel } from '../../../../entrypoints/sidepanel/models/compare-model.ts';
import { branchSession } from '../../../../lib/store/branch.ts';
import { listFamily } from '../../../../lib/store/family.ts';
import { addMessage, addSession, at } from '../../../contract/rows.ts';
import { startTestHost } from '../../../support/test-host.ts';

const BRANCH = '11111111-1111-4111-8111-111111111111';

/** A session of `count` messages and a branch of it with what was said after place 2. */
function compareWith(count: number, said: readonly string[]) {
  const host = startTestHost();
  addSession(host.db, 'talk');
  for (let place = 1; place <= count; place++) {
    addMessage(host.db, 'talk', `m${place}`, { role: place % 2 === 1 ? 'user' : 'assistant' });
  }
  branchSession(host.db, { id: BRANCH, from: 'talk', at: 2 }, at(1));
  for (const [index, content] of said.entries()) {
    addMessage(host.db, BRANCH, `b${index}`, { content, role: index % 2 === 0 ? 'user' : 'assistant' });
  }
  const family = toFamily(listFamily(host.db, 'talk', 10).branches);
  const [first, second] = [...family.values()];
  if (!first || !second) throw new Error('There is no branch.');
  return { host, model: new CompareModel(host.client, first, second, forkBetween(first, second)) };
}

/** Place, what each says there, and what is told of the difference. */
function told({ comparison }: CompareModel) {
  const { value } = comparison;
  if (value.state !== 'ready') return value.state;
  const { places, hasMore } = value.value;
  return {
    rows: places.map(({ place, first, second, diff }) => [place, first?.content, second?.content, diff?.kind]),
    hasMore,
  };
}

describe('CompareModel', () => {
  it('compares what is said in the same places from the fork on', async () => {
    const { model } = compareWith(4, ['Text of m3, and more', 'Else', 'Only here']);
    expect(told(model)).toBe('loading');
    await model.load();
    expect(told(model)).toEqual({
      rows: [
        [3, 'Text of m3', 'Text of m3, and more', 'words'],
        [4, 'Text of m4', 'Else', 'anew'],
        [5, undefined, 'Only here', undefined],
      ],
      hasMore: false,
    });
  });

  it('reads further places when asked to', async () => {
    const { host, model } = compareWith(45, []);
    await model.load();
    expect(told(model)).toMatchObject({ hasMore: true, rows: { length: 20 } });
    host.db.exec('ALTER TABLE messages RENAME TO away');
    await model.loadMore();
    expect([model.more.value, told(model)]).toMatchObject(['failed', { rows: { length: 20 } }]);
    host.db.exec('ALTER TABLE away RENAME TO messages');
    await model.loadMore();
    await model.loadMore();
    expect(model.more.value).toBe('idle');
    expect(told(model)).toMatchObject({ hasMore: false, rows: { length: 43 } });
  });

  it('says when it cannot be read, and tries again', async () => {
    const { host, model } = compareWith(3, []);
    host.db.exec('ALTER TABLE messages RENAME TO away');
    await model.load();
    expect(told(model)).toBe('failed');
    host.db.exec('ALTER TABLE away RENAME TO messages');
    await model.load();
    expect(told(model)).toMatchObject({ rows: [[3, 'Text of m3', undefined, undefined]] });
  });
});
