import type { Turn } from './answer-stream.ts';
import { playLlamaCpp, playOllama, playOpenRouter, playXai } from './dialects.ts';
import { playOverload, refuseStreamOptions, refusing } from './failures.ts';
import * as reply from './replies.ts';

/** What a model does, and what it is called in lists. */
export interface Scenario {
  readonly name: string;
  play(turn: Turn): void | Promise<void>;
}

const scripted = (what: string, play: Scenario['play']): Scenario => ({ name: `Scripted demo model (${what})`, play });

const TOO_LONG = {
  error: {
    message: "This model's maximum context length is 200000 tokens.",
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  },
};

/**
 * Every model by its id. A number may follow: `demo-slow-20` sends 20 tokens a second, `demo-429-3` and `demo-500-3`
 * succeed from the third try on.
 */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  demo: { name: 'Scripted demo model', play: reply.playDemo },
  'demo-slow': scripted('slow', reply.playSlow),
  'demo-markdown': scripted('everything Markdown has', reply.playMarkdown),
  'demo-reasoning': scripted('thinks first', reply.playReasoning),
  'demo-tools': scripted('calls tools', reply.playTools),
  'demo-usage': scripted('tells its use', reply.playUsage),
  'demo-no-usage': scripted('tells no use', reply.playWithoutUsage),
  'demo-json': scripted('does not stream', reply.playJson),
  'demo-crlf': scripted('CR LF', reply.playCrlf),
  'demo-10mb': scripted('10 MB', (turn) => reply.playHuge(turn, 1000)),
  'demo-10mb-line': scripted('10 MB in one piece', (turn) => reply.playHuge(turn, 1)),
  'demo-openrouter': scripted('like OpenRouter', playOpenRouter),
  'demo-ollama': scripted('like Ollama', playOllama),
  'demo-llamacpp': scripted('like llama.cpp', playLlamaCpp),
  'demo-xai': scripted('like xAI', playXai),
  'demo-no-stream-options': scripted('refuses stream_options', refuseStreamOptions),
  'demo-400': scripted('conversation too long', refusing(400, TOO_LONG)),
  'demo-401': scripted('refuses the key', refusing(401, { error: 'Authentication failed' })),
  'demo-402': scripted(
    'no balance',
    refusing(402, {
      error: 'Insufficient USD or Diem balance to complete request. Visit the settings to add credits.',
    }),
  ),
  'demo-429': scripted('too many requests', refusing(429, { error: 'Rate limit exceeded' }, { 'retry-after': '1' })),
  'demo-500': scripted('fails', refusing(500, { error: 'The scripted demo model failed as it should.' })),
  'demo-overload': scripted('fails in the middle', playOverload),
  'demo-cut': scripted('connection breaks', reply.playCut),
  'demo-silence': scripted('says nothing', (turn) => reply.playSilence(turn, '')),
  'demo-stall': scripted('stops in the middle', (turn) =>
    reply.playSilence(turn, 'Scripted demo model: says this much and'),
  ),
};

/** The scenario for a model's id, and the number after it. */
export function findScenario(id: string): { scenario: Scenario; number: number | undefined } | undefined {
  const [, stem = '', number] = /^(.+?)-(\d+)$/.exec(id) ?? [];
  const exact = own(id);
  if (exact) return { scenario: exact, number: undefined };
  const scenario = own(stem);
  return scenario && { scenario, number: Number(number) };
}

function own(id: string): Scenario | undefined {
  return Object.hasOwn(SCENARIOS, id) ? SCENARIOS[id] : undefined;
}
