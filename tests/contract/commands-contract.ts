import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { applyOnce } from '../../lib/store/requests.ts';
import { deleteSessionForever } from '../../lib/store/sessions.ts';
import { anyCommand } from '../support/any-command.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { at } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

export function commandsContract(openStore: OpenStore): void {
  describe('any sequence of changes', () => {
    it('leaves a sound store, and a refused one changes nothing', () => {
      const db = openStore();
      let requests = 0;
      fc.assert(
        fc.property(fc.array(anyCommand, { minLength: 5, maxLength: 40 }), (commands) => {
          for (const { id } of db.all<{ id: string }>('SELECT id FROM sessions')) deleteSessionForever(db, id);
          db.exec('DELETE FROM drafts; DELETE FROM requests');
          for (const [minutes, run] of commands.entries()) {
            const before = allRows(db);
            const change = { requestId: `r${++requests}`, now: at(minutes) };
            const work = () => run(db, change.now);
            try {
              applyOnce(db, change, work, work);
              const after = allRows(db);
              applyOnce(db, change, work, () => undefined);
              expect(allRows(db)).toEqual(after);
            } catch (error) {
              if (!(error instanceof AppError)) throw error;
              expect(allRows(db)).toEqual(before);
            }
          }
          assertSound(db);
        }),
        { numRuns: 40 },
      );
    });
  });
}
