import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { RecentSessionsModel } from '../../../../entrypoints/sidepanel/models/recent-sessions-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Session } from '../../../../lib/protocol/shapes.ts';
import { sessionRow } from '../../../support/fake-client.ts';

const DELETED = { deletedAt: '2026-01-31T12:00:00.000Z' };

function open(recent: readonly string[], listed: readonly Session[], stored: readonly Session[] = []) {
  const asked: string[] = [];
  const rows = signal(listed);
  const currentId = signal<string | null>(null);
  async function read(id: string) {
    asked.push(id);
    const session = stored.find((other) => other.id === id);
    if (!session) throw new AppError('not-found', 'gone');
    return session;
  }
  const model = new RecentSessionsModel({ rows, currentId, read }, signal(recent));
  const ids = () => model.offered.value.map(({ id }) => id);
  return { asked, model, rows, currentId, ids, [Symbol.dispose]: () => model[Symbol.dispose]() };
}

describe('RecentSessionsModel', () => {
  it('offers those that were shown last, without the one that is shown now', () => {
    const listed = ['a', 'b', 'c'].map((id) => sessionRow({ id }));
    using panel = open(['c', 'a', 'b'], listed);
    expect(panel.ids()).toEqual(['c', 'a', 'b']);
    panel.currentId.value = 'c';
    expect(panel.ids()).toEqual(['a', 'b']);
  });

  it('reads those that the list does not have, and leaves out what is gone or in the trash', async () => {
    using panel = open(
      ['far', 'gone', 'deleted', 'listed', 'listed-deleted'],
      [sessionRow({ id: 'listed' }), sessionRow({ id: 'listed-deleted', ...DELETED })],
      [sessionRow({ id: 'far' }), sessionRow({ id: 'deleted', ...DELETED })],
    );
    expect(panel.ids()).toEqual(['listed']);
    await panel.model.load();
    expect(panel.ids()).toEqual(['far', 'listed']);
    expect(panel.asked).toEqual(['far', 'gone', 'deleted']);
  });

  it('offers five at most', async () => {
    const listed = Array.from({ length: 9 }, (_, index) => sessionRow({ id: `${index}` }));
    using panel = open(
      listed.map(({ id }) => id),
      listed,
    );
    expect(panel.ids()).toEqual(['0', '1', '2', '3', '4']);
  });
});
