import type { Message, Session } from '../protocol/shapes.ts';

/** The beginning of a session's text: title, time, model and sums. Ends with an empty line. */
export function sessionHeadMarkdown(session: Session): string {
  const { title, createdAt, updatedAt, model, provider, branchName, promptTokens, completionTokens, cost } = session;
  const from = provider ? ` (${oneLine(provider)})` : '';
  const lines = [
    `- ${timeInWords(createdAt)} to ${timeInWords(updatedAt)}`,
    ...(model === '' ? [] : [`- Model: ${oneLine(model)}${from}`]),
    ...(branchName === null || branchName === 'main' ? [] : [`- Branch: ${oneLine(branchName)}`]),
    `- ${session.messageCount} messages, ${tokensInWords(promptTokens, completionTokens)}, ${costInWords(cost)}`,
  ];
  return `# ${oneLine(title)}\n\n${lines.join('\n')}\n\n`;
}

/** One message: who, when, the text as it is, tool calls, and what it took. Ends with an empty line. */
export function messageMarkdown(message: Message): string {
  const { role, createdAt, model, content, reasoning, toolCalls, status, error } = message;
  const by = model === null || model === '' ? '' : `, ${oneLine(model)}`;
  const parts = [
    `## ${role[0]?.toUpperCase()}${role.slice(1)}, ${timeInWords(createdAt)}${by}`,
    ...(reasoning ? [quote(reasoning)] : []),
    ...(content.trim() === '' ? [] : [withClosedFence(content)]),
    ...(toolCalls ?? []).map((call) => fenced('json', JSON.stringify(call, null, 2))),
    ...(status === 'complete' ? [] : [`*${stateInWords(status, error?.message)}*`]),
    ...usageInWords(message),
  ];
  return `${parts.join('\n\n')}\n\n`;
}

/** A whole session as one text, as for the clipboard. */
export function sessionMarkdown(session: Session, messages: readonly Message[]): string {
  return `${sessionHeadMarkdown(session)}${messages.map(messageMarkdown).join('')}`.trimEnd().concat('\n');
}

/** `2026-01-31 12:00:00 UTC`; what is no time of ours is shown as it is. */
function timeInWords(timestamp: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})/.exec(timestamp);
  return parts ? `${parts[1]} ${parts[2]} UTC` : oneLine(timestamp);
}

function tokensInWords(prompt: number, completion: number): string {
  return `${count(prompt)} tokens in, ${count(completion)} out`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Replies cost fractions of a cent. */
function costInWords(cost: number): string {
  return `$${cost.toFixed(cost !== 0 && Math.abs(cost) < 0.01 ? 6 : 4)}`;
}

function usageInWords({ promptTokens, completionTokens, cost, durationMs }: Message): string[] {
  const parts = [
    ...(promptTokens === null && completionTokens === null
      ? []
      : [tokensInWords(promptTokens ?? 0, completionTokens ?? 0)]),
    ...(cost === null ? [] : [costInWords(cost)]),
    ...(durationMs === null ? [] : [`${(durationMs / 1000).toFixed(1)} s`]),
  ];
  return parts.length === 0 ? [] : [`*${parts.join(', ')}*`];
}

function stateInWords(status: string, error: string | undefined): string {
  if (status === 'error') return error ? `Failed: ${oneLine(error)}` : 'Failed';
  return status === 'interrupted' ? 'Interrupted' : 'Not finished yet';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function quote(text: string): string {
  return ['Reasoning:', '', ...text.trim().split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** With a fence longer than any inside. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A reply that broke off within code would make code of everything after it. */
function withClosedFence(content: string): string {
  let open: string | undefined;
  for (const [, fence = '', rest = ''] of content.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    const opens = open === undefined && !(fence.startsWith('`') && rest.includes('`'));
    const closes = open !== undefined && fence[0] === open[0] && fence.length >= open.length && rest.trim() === '';
    if (opens) open = fence;
    else if (closes) open = undefined;
  }
  return open === undefined ? content : `${content.replace(/\n$/, '')}\n${open}`;
}
