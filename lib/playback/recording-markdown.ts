import type { PlayedEntry, PlayedState, Recording } from '../protocol/recording-shapes.ts';
import { clockTime } from './clock-time.ts';

/** A recording as text to be read: what it showed at its end, each thing with its time. Ends with a line feed. */
export function recordingMarkdown(recording: Recording, { entries }: PlayedState): string {
  const { title, createdAt, durationMs, messages, promptTokens, completionTokens, cost, tags, markers } = recording;
  const facts = [
    `- Recorded ${createdAt.slice(0, 10)} ${createdAt.slice(11, 19)} UTC, ${clockTime(durationMs)}`,
    `- ${messages} messages, ${promptTokens} tokens in, ${completionTokens} out, $${cost.toFixed(4)}`,
    ...(tags.length > 0 ? [`- Tags: ${tags.map(oneLine).join(', ')}`] : []),
    ...markers.map(({ atMs, label }) => `- Marker at ${clockTime(atMs)}${label === '' ? '' : `: ${oneLine(label)}`}`),
  ];
  return `# ${oneLine(title)}\n\n${facts.join('\n')}\n\n${entries.map(entryMarkdown).join('\n\n')}\n`;
}

/** What a kind of entry is called. */
export const ENTRY_TITLES: Readonly<Record<PlayedEntry['kind'], string>> = {
  question: 'You',
  reply: 'Reply',
  file: 'File',
  proof: 'Proof',
  error: 'Error',
  unknown: 'Unknown',
};

function entryMarkdown({ kind, atMs, model, text, tools, status, error }: PlayedEntry): string {
  const by = model === null ? '' : `, ${oneLine(model)}`;
  const parts = [
    `## ${clockTime(atMs)} ${ENTRY_TITLES[kind]}${by}`,
    ...(text.trim() === '' ? [] : [withClosedFence(text)]),
    ...tools.map((tool) => fenced(`${tool.name} (${tool.status})\n${tool.arguments}\n${tool.output ?? ''}`.trimEnd())),
    ...(error === null ? [] : [`*Failed: ${oneLine(error)}*`]),
    ...(status === 'interrupted' ? ['*Interrupted*'] : []),
  ];
  return parts.join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** With a fence longer than any inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** A reply that broke off within code would make code of everything after it. */
function withClosedFence(text: string): string {
  let open: string | undefined;
  for (const [, fence = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === undefined) open = fence;
    else if (fence[0] === open[0] && fence.length >= open.length) open = undefined;
  }
  return open === undefined ? text : `${text.replace(/\n$/, '')}\n${open}`;
}
