import { openStream, type Turn } from './answer-stream.ts';

/** Comments, `reasoning` beside `reasoning_details`, the end said twice, and the charge within the counters. */
export async function playOpenRouter(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  const detail = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
  const usage = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, cost: 0.00012, is_byok: false };
  await stream.raw(': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n');
  await stream.delta({
    role: 'assistant',
    content: '',
    reasoning: 'Hm, ',
    reasoning_details: [{ ...detail, text: 'Hm, ' }],
  });
  await stream.delta({ content: null, reasoning: 'so.', reasoning_details: [{ ...detail, text: 'so.' }] });
  await stream.delta({ content: '', reasoning_details: [{ ...detail, signature: 'c2lnbmVk' }] });
  await stream.words('Scripted demo model in the manner of OpenRouter.');
  await stream.delta({ content: '' }, { finish_reason: 'stop', native_finish_reason: 'end_turn' });
  const choices = [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: 'stop' }];
  await stream.tail({ choices, usage });
  await stream.end();
}

/** `reasoning`, three counters after the end, only where they were asked for. */
export async function playOllama(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.delta({ role: 'assistant', content: '', reasoning: 'Hm.' });
  await stream.words('Scripted demo model in the manner of Ollama.');
  await stream.finish();
  if (turn.request.hasStreamOptions) {
    await stream.tail({ usage: { prompt_tokens: 11, completion_tokens: 8, total_tokens: 19 } });
  }
  await stream.end();
}

/** `content: null` at first, and timings beside the counters. */
export async function playLlamaCpp(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.delta({ role: 'assistant', content: null });
  await stream.delta({ reasoning_content: 'Hm.' });
  await stream.words('Scripted demo model in the manner of llama.cpp.');
  await stream.finish();
  await stream.tail({
    usage: { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 },
    timings: { cache_n: 0, prompt_n: 12, prompt_ms: 41.5, predicted_n: 9, predicted_ms: 310.2 },
  });
  await stream.end();
}

/** Reasoning counts in the total only: 432 + 68 + 136 = 636. */
export async function playXai(turn: Turn): Promise<void> {
  const stream = openStream(turn);
  await stream.delta({ reasoning_content: 'Hm.' });
  await stream.words('Scripted demo model in the manner of xAI.');
  await stream.finish();
  await stream.tail({
    usage: {
      prompt_tokens: 432,
      completion_tokens: 68,
      total_tokens: 636,
      completion_tokens_details: { reasoning_tokens: 136 },
    },
  });
  await stream.end();
}
