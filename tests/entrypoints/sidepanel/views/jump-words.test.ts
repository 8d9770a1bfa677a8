import { describe, expect, it } from 'vitest';
import { jumpWords } from '../../../../entrypoints/sidepanel/views/jump-words.ts';

describe('jumpWords', () => {
  it.each([
    [[], 'Jump to latest'],
    [['assistant'], 'New reply'],
    [['user'], 'New message'],
    [['user', 'assistant'], '2 new messages'],
  ] as const)('tells %j as %j', (roles, expected) => expect(jumpWords(roles.map((role) => ({ role })))).toBe(expected));
});
