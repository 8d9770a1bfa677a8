/** A talk over some days, with a question and an answer from right to left. */
export const TIDE_TABLE = [
  'Where should a small weather station keep its tide table: JSON files or SQLite?',
  'In SQLite, once it is written while somebody reads it.\n\n- One file, one backup.\n- A reader never sees half a table.\n- `WAL` lets both go on at the same time.',
  'And how large may it become?',
  'Larger than your disk. What counts is what you ask of it: an index on `(station, moment)` keeps each question at a few pages, whether there are a thousand rows or a hundred million.',
  'מה קורה אם נופל החשמל באמצע?',
  'עם `synchronous=FULL` כל מה שאושר נמצא על הדיסק.',
  'Which columns would you begin with?',
  '```sql\nCREATE TABLE tides (\n  station TEXT NOT NULL,\n  moment  TEXT NOT NULL,\n  height_m REAL NOT NULL,\n  PRIMARY KEY (station, moment)\n) WITHOUT ROWID;\n```\n\nNothing else before there is a question that needs it.',
];

const WORD = 'Donaudampfschifffahrtsgesellschaft'.repeat(4);

/** What no line is wide enough for, and what runs the other way. */
export const HARD_TO_SET = [
  `${WORD} https://example.org/${'a/'.repeat(60)}`,
  `# ${WORD}\n\n- ${WORD}\n\n| ${WORD} | b |\n| - | - |\n| ${'wide '.repeat(12)} | \`${WORD}\` |`,
  'שלום, זהו טקסט מימין לשמאל עם code באמצע.',
  'هذا نص من اليمين إلى اليسار.\n\nAnd one from the left.\n\n- قائمة\n- فيها بندان\n\n99. The last number of two digits.\n100. And the first of three.\n     1. Within it.\n\nBack:\n\n1000. ألف\n1001. وواحد',
];

/** Thirty questions about one thing, none of them long. */
export const MANY_TURNS = Array.from({ length: 30 }, (_, index) => [
  `Question ${index + 1}: what happens to page ${index + 1} of the log at a checkpoint?`,
  `It is copied into the database file, unless a reader still needs what was there before. Then the checkpoint ends at page ${index + 1} and the next one goes on from there.\n\nNothing is lost: the log keeps the page until the copy is on the disk.`,
]).flat();

const PARAGRAPH =
  'The log holds the newer version of each page; whoever reads sees the database as it was when the reading began.';

/** A reply of a quarter of a megabyte. */
export const LONG_REPLY = [
  'Explain the whole of write-ahead logging, please, and leave nothing out.',
  Array.from({ length: 2100 }, (_, index) => `${index + 1}. ${PARAGRAPH}`).join('\n'),
];

const LOG = Array.from(
  { length: 2200 },
  (_, line) => `${line} 12:00:00 checkpoint done, ${line * 7} pages copied`,
).join('\n');

/** More than a model can read at once. */
export const MORE_THAN_A_WINDOW = [
  ...Array.from({ length: 8 }, (_, part) => [
    `Part ${part + 1} of the log.\n\n<pasted-text>\n${LOG}\n</pasted-text>`,
    `Read. Nothing in part ${part + 1} stands out.`,
  ]).flat(),
  'Which of the parts had the slowest checkpoint?',
  'I only see the newer ones; among them none was slow.',
];

/** Titles of weeks of work. */
export const TITLES = [
  'Tide tables for Saint-Malo',
  'Rewrite the release notes for people who were on holiday',
  'Compare three queue designs',
  'Zürich to Trieste by train',
  'Untangle the retry logic',
  'Letter to the landlord',
  'Why is this query slow?',
];
