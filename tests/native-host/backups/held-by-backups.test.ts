import { describe, expect, it } from 'vitest';
import type { Backup } from '../../../lib/protocol/keeping-shapes.ts';
import { heldByBackups } from '../../../native-host/backups/held-by-backups.ts';

const NOW_MS = Date.UTC(2026, 10, 25, 12);

const made = (createdAt: string, reason: string): Backup => ({
  name: `${createdAt}-${reason}`,
  reason,
  createdAt,
  bytes: 1,
  schemaVersion: null,
  counts: null,
  verifiedAt: null,
});

describe('heldByBackups', () => {
  it.each<[string, Backup[], { heldUntil: string | null; keptByHand: number }]>([
    ['nothing', [], { heldUntil: null, keptByHand: 0 }],
    [
      'those of a person alone',
      [made('2026-11-20T12:00:00.000Z', 'manual'), made('2026-11-21T12:00:00.000Z', 'by-hand')],
      { heldUntil: null, keptByHand: 2 },
    ],
    [
      'the month of the newest one, and five after it',
      [
        made('2026-11-25T11:00:00.000Z', 'daily'),
        made('2026-08-31T11:00:00.000Z', 'daily'),
        made('2026-11-21T12:00:00.000Z', 'manual'),
      ],
      { heldUntil: '2027-05-01T00:00:00.000Z', keptByHand: 1 },
    ],
    [
      'two later backups, where the newest one is older than all rules',
      [made('2026-01-01T11:00:00.000Z', 'before-restore')],
      { heldUntil: '2026-11-27T12:00:00.000Z', keptByHand: 0 },
    ],
  ])('tells %s', (_, backups, held) => {
    expect(heldByBackups(backups, NOW_MS)).toEqual(held);
  });
});
