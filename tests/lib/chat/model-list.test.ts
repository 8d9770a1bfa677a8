import { describe, expect, it } from 'vitest';
import { modelsIn } from '../../../lib/chat/model-list.ts';

const models = (answer: unknown) => modelsIn(answer, () => true);
const bare = (id: string) => ({ id, name: id, contextTokens: null, pricing: null });

describe('modelsIn', () => {
  it("reads Venice's list, prices per million", () => {
    const model_spec = {
      name: 'GLM 5.1',
      availableContextTokens: 200_000,
      pricing: { input: { usd: 1.54, diem: 1.54 }, output: { usd: 4.84 }, extended: { input: { usd: 9 } } },
    };
    expect(models({ data: [{ id: 'zai-org-glm-5-1', context_length: 1, model_spec }] })).toEqual([
      {
        id: 'zai-org-glm-5-1',
        name: 'GLM 5.1',
        contextTokens: 200_000,
        pricing: { inputPerMillion: 1.54, outputPerMillion: 4.84 },
      },
    ]);
  });

  it("reads OpenRouter's list, prices per token", () => {
    const entry = {
      id: 'a/b',
      name: 'B',
      context_length: 8192,
      pricing: { prompt: '0.0000033', completion: '0.00001' },
    };
    expect(models({ data: [entry, { id: 'auto', pricing: { prompt: '-1', completion: '-1' } }] })).toEqual([
      { id: 'a/b', name: 'B', contextTokens: 8192, pricing: { inputPerMillion: 3.3, outputPerMillion: 10 } },
      bare('auto'),
    ]);
  });

  it.each([
    [{ max_model_len: 4096 }],
    [{ context_window: '4096' }],
    [{ max_context_length: 4096 }],
    [{ meta: { n_ctx: 4096 } }],
  ])('finds the context in %j', (fields) => {
    expect(models({ data: [{ id: 'm', ...fields }] })).toEqual([{ ...bare('m'), contextTokens: 4096 }]);
  });

  it('takes a bare list, and one named models', () => {
    expect(models([{ id: 'a' }])).toEqual([bare('a')]);
    expect(models({ models: [{ id: 'a' }] })).toEqual([bare('a')]);
  });

  it('leaves out what is no model, repeated or not offered', () => {
    const data = [
      null,
      'x',
      {},
      { id: '' },
      { id: 7 },
      { id: 'a' },
      { id: 'a', name: 'again' },
      { id: 'b', pricing: [], model_spec: 1 },
    ];
    expect(modelsIn({ data: [...data, { id: 'c' }] }, ({ id }) => id !== 'c')).toEqual([bare('a'), bare('b')]);
    for (const answer of [undefined, null, 'x', {}, { data: {} }]) expect(models(answer)).toEqual([]);
  });
});
