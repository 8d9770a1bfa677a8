import { describe, expect, it } from 'vitest';
import { chargeOf, usageOf } from '../../../lib/chat/usage.ts';

describe('usageOf', () => {
  it('reads the counters, wherever the server puts them', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
    const counted = { promptTokens: 3, completionTokens: 4 };
    expect(usageOf({ usage }, {})).toEqual(counted);
    expect(usageOf({ usage: null }, { usage })).toEqual(counted);
    expect(usageOf({ x_groq: { usage } }, {})).toEqual(counted);
  });

  it('takes the completion from the total where reasoning is left out of it', () => {
    const usage = { prompt_tokens: 432, completion_tokens: 68, total_tokens: 636 };
    expect(usageOf({ usage }, {})).toEqual({ promptTokens: 432, completionTokens: 204 });
    expect(usageOf({ usage: { prompt_tokens: 5, total_tokens: 9 } }, {})).toEqual({
      promptTokens: 5,
      completionTokens: 4,
    });
  });

  it('says null for what is missing and undefined where nothing is told', () => {
    expect(usageOf({ usage: { prompt_tokens: 5 } }, {})).toEqual({ promptTokens: 5, completionTokens: null });
    expect(usageOf({ usage: { completion_tokens: '6', total_tokens: 60 } }, {})).toEqual({
      promptTokens: null,
      completionTokens: 6,
    });
    for (const usage of [undefined, null, {}, 'x', [1], { prompt_tokens: -1, completion_tokens: 'many' }]) {
      expect(usageOf({ usage }, {})).toBeUndefined();
    }
  });
});

describe('chargeOf', () => {
  it("reads Venice's charge, else OpenRouter's", () => {
    expect(chargeOf({ cost: { usd: 0.00042, diem: 0 }, usage: { cost: 1 } })).toBe(0.00042);
    expect(chargeOf({ usage: { cost: 0.00012 } })).toBe(0.00012);
    expect(chargeOf({ cost: { usd: 0 } })).toBe(0);
  });

  it('is undefined where no charge is told', () => {
    for (const answer of [{}, { cost: 5 }, { cost: { usd: null } }, { cost: { usd: -1 } }, { usage: null }]) {
      expect(chargeOf(answer)).toBeUndefined();
    }
  });
});
