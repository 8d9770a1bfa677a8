import { toFamily, treeRows } from '../../entrypoints/sidepanel/models/branch-tree.ts';
import type { Session } from '../../lib/protocol/shapes.ts';
import { sessionRow } from './fake-client.ts';

const told = (id: string, fields: Partial<Session>, lastPlace: number, text: string | null) => ({
  session: sessionRow({ id, ...fields }),
  lastPlace,
  opening: text === null ? null : { role: 'user', text },
});

/** root, below it one (with deep below that) and two. */
export const FAMILY_ROWS = treeRows(
  toFamily([
    told('root', { title: 'Talk' }, 4, 'Why?'),
    told('one', { parentSessionId: 'root', branchPoint: 1, branchName: 'retry' }, 2, '  Because\n\nof   it. '),
    told('deep', { parentSessionId: 'one', branchPoint: 2, branchName: 'edit' }, 2, null),
    told('two', { parentSessionId: 'root', branchPoint: 3, branchName: 'x'.repeat(200) }, 5, ''),
  ]),
);
