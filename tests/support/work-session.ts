import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { answer, exportedSession, question, text, tool } from './opencode-export.ts';

const FOLDER = '/home/user/project';

/** Writes an export of a session that changed several files and proved something in steps; returns its path. */
export function writeWorkSession(folder: string): string {
  const session = exportedSession(
    'ses_work',
    [
      question('msg_1', 1, 'Write an insertion sort in Lean and prove that it keeps the length.'),
      answer(
        'msg_2',
        2,
        [text('First the definition.'), wrote('Sort.lean', 3, SORT), edited('lakefile.lean', 4, LAKE)],
        {
          parentID: 'msg_1',
        },
      ),
      answer('msg_3', 10, [text('Now the goal.'), goal(11, 7, OPEN), diagnostics(12), edited('Sort.lean', 13, PROOF)], {
        parentID: 'msg_1',
      }),
      answer('msg_4', 20, [goal(21, 7, BETWEEN), edited('Sort.lean', 22, DONE), moved(23)], { parentID: 'msg_1' }),
      answer('msg_5', 30, [goal(31, 7, PROVED), goal(32, 12, LENGTHS), text('Done: the length is kept.')], {
        parentID: 'msg_1',
      }),
    ],
    { title: 'Sort and prove', model: { id: 'glm-5-1', providerID: 'venice' } },
  );
  const path = join(folder, 'work-session.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(session));
  return path;
}

const SORT = `def insert (x : Nat) : List Nat → List Nat
  | [] => [x]
  | y :: ys => if x ≤ y then x :: y :: ys else y :: insert x ys

theorem length_insert (x : Nat) (l : List Nat) :
    (insert x l).length = l.length + 1 := by
  sorry
`;
const FIRST_TRY = SORT.replace('  sorry', '  induction l with\n  | nil => rfl\n  | cons y ys ih => simp [insert]');
const LAST_TRY = FIRST_TRY.replace('simp [insert]', 'simp only [insert]; split <;> simp [ih]');

const LAKE = ['package sort where\n', 'package sort where\n  leanOptions := #[⟨`autoImplicit, false⟩]\n'] as const;
const PROOF = [SORT, FIRST_TRY] as const;
const DONE = [FIRST_TRY, LAST_TRY] as const;

const HYPOTHESES = 'x : Nat\nl : List Nat';
const TARGET = '(insert x l).length = l.length + 1';
const INDUCTION =
  'case cons\nx y : Nat\nys : List Nat\nih : (insert x ys).length = ys.length + 1\n⊢ (insert x (y :: ys)).length = (y :: ys).length + 1';

const OPEN = { goals: null, goals_before: [`${HYPOTHESES}\n⊢ ${TARGET}`], goals_after: [`${HYPOTHESES}\n⊢ ${TARGET}`] };
const BETWEEN = { goals: null, goals_before: [`${HYPOTHESES}\n⊢ ${TARGET}`], goals_after: [INDUCTION] };
const PROVED = { goals: null, goals_before: [INDUCTION], goals_after: [] };
const LENGTHS = { goals: [{ context: [], goal: '∀ l, (sort l).length = l.length', status: 'open' }], status: 'goals' };

function wrote(file: string, seconds: number, content: string) {
  const filePath = `${FOLDER}/${file}`;
  return tool('write', seconds, { input: { filePath, content }, output: 'Wrote file.', metadata: { exists: false } });
}

function edited(file: string, seconds: number, [before, after]: readonly [string, string]) {
  const filePath = `${FOLDER}/${file}`;
  const filediff = { file: filePath, patch: createTwoFilesPatch(filePath, filePath, before, after) };
  return tool('edit', seconds, { input: { filePath }, output: 'Edited.', metadata: { filediff } });
}

function moved(seconds: number) {
  const files = [
    { filePath: `${FOLDER}/notes.md`, relativePath: 'notes.md', movePath: 'docs/notes.md', type: 'move' },
    { ...{ filePath: `${FOLDER}/old.txt`, relativePath: 'old.txt', type: 'delete', deletions: 2 }, patch: OLD },
  ];
  return tool('apply_patch', seconds, { input: {}, output: 'Done.', metadata: { files } });
}

const OLD = createTwoFilesPatch('old.txt', 'old.txt', 'a plan\nthat nobody needs\n', '');

function goal(seconds: number, line: number, output: object) {
  const input = { file_path: 'Sort.lean', line };
  return tool('lean-lsp_lean_goal', seconds, { input, output: JSON.stringify(output), metadata: { truncated: false } });
}

function diagnostics(seconds: number) {
  const items = [
    { severity: 'warning', message: "declaration uses 'sorry'", line: 5, column: 9, lean_tags: null },
    {
      severity: 'error',
      message: `unsolved goals\n${HYPOTHESES}\n⊢ ${TARGET}`,
      line: 7,
      column: 3,
      lean_tags: ['unsolvedGoals'],
    },
  ];
  const output = JSON.stringify({ success: false, partial: false, items });
  return tool('lean-lsp_lean_diagnostic_messages', seconds, { input: { file_path: 'Sort.lean' }, output });
}
