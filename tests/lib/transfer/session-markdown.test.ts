import { describe, expect, it } from 'vitest';
import type { Message, Session } from '../../../lib/protocol/shapes.ts';
import { messageMarkdown, sessionMarkdown } from '../../../lib/transfer/session-markdown.ts';

const SESSION: Session = {
  id: 's1',
  title: 'A title\nof two lines',
  createdAt: '2026-01-31T12:00:00.000Z',
  updatedAt: '2026-01-31T12:30:00.000Z',
  model: 'glm-5',
  provider: 'venice',
  branchName: 'main',
  parentSessionId: null,
  branchPoint: null,
  promptTokens: 1234,
  completionTokens: 56,
  cost: 0.000123,
  isArchived: false,
  isImported: false,
  messageCount: 2,
  deletedAt: null,
  source: null,
};

const QUESTION: Message = {
  id: 'm1',
  sessionId: 's1',
  role: 'user',
  content: 'How?\n\n```ts\nconst a = 1;\n```',
  createdAt: '2026-01-31T12:00:00.000Z',
  promptTokens: null,
  completionTokens: null,
  toolCalls: null,
  sequence: 1,
  status: 'complete',
  model: null,
  cost: null,
  durationMs: null,
  error: null,
};

const ANSWER: Message = {
  ...QUESTION,
  id: 'm2',
  role: 'assistant',
  content: 'So.',
  model: 'glm-5',
  promptTokens: 1234,
  completionTokens: 56,
  cost: 0.0123,
  durationMs: 3456,
  reasoning: 'Let me think.\nYes.',
  toolCalls: [{ id: 'call', function: { name: 'look', arguments: 'a ``` fence' } }],
};

describe('sessionMarkdown', () => {
  it('has title, time, model and sums, then each message with its text as it is', () => {
    expect(sessionMarkdown(SESSION, [QUESTION, ANSWER])).toBe(`# A title of two lines

- 2026-01-31 12:00:00 UTC to 2026-01-31 12:30:00 UTC
- Model: glm-5 (venice)
- 2 messages, 1,234 tokens in, 56 out, $0.000123

## User, 2026-01-31 12:00:00 UTC

How?

\`\`\`ts
const a = 1;
\`\`\`

## Assistant, 2026-01-31 12:00:00 UTC, glm-5

> Reasoning:
>
> Let me think.
> Yes.

So.

\`\`\`\`json
{
  "id": "call",
  "function": {
    "name": "look",
    "arguments": "a \`\`\` fence"
  }
}
\`\`\`\`

*1,234 tokens in, 56 out, $0.0123, 3.5 s*
`);
  });

  it('says where a branch and a session without a model are', () => {
    const text = sessionMarkdown({ ...SESSION, model: '', branchName: 'try again' }, []);
    expect(text).toContain('- Branch: try again\n');
    expect(text).not.toContain('Model:');
  });
});

describe('messageMarkdown', () => {
  it.each([
    ['```js\nhalf', '```js\nhalf\n```'],
    ['~~~~\nhalf\n```\n', '~~~~\nhalf\n```\n~~~~'],
    ['````\n```\nstill', '````\n```\nstill\n````'],
    ['   ```\nin', '   ```\nin\n```'],
    ['``` inline ``` is none', '``` inline ``` is none'],
    ['```\na\n```\nout', '```\na\n```\nout'],
    ['```\na\n```` \nout', '```\na\n```` \nout'],
    ['```\na\n``` no end', '```\na\n``` no end\n```'],
  ])('ends code that is not ended: %j', (content, shown) => {
    const head = '## User, 2026-01-31 12:00:00 UTC\n\n';
    expect(messageMarkdown({ ...QUESTION, content })).toBe(`${head}${shown}\n\n`);
  });

  it.each([
    ['interrupted', null, '*Interrupted*'],
    ['error', { code: 'timeout', message: 'Too\nslow', retryable: true }, '*Failed: Too slow*'],
    ['streaming', null, '*Not finished yet*'],
  ] as const)('says that a reply is %s', (status, error, words) => {
    expect(messageMarkdown({ ...QUESTION, content: '', status, error })).toBe(
      `## User, 2026-01-31 12:00:00 UTC\n\n${words}\n\n`,
    );
  });
});
