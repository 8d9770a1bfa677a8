/** `export`: what `opencode export` writes; `exports`: several of these in an array; `run`: what `opencode run --format json` writes. */
export type OpenCodeForm = 'export' | 'exports' | 'run';

/** What of OpenCode's a file is by its first letters; undefined for anything else. */
export function openCodeForm(start: string): OpenCodeForm | undefined {
  if (/^\uFEFF?\s*\{\s*"(info|messages)"\s*:/.test(start)) return 'export';
  if (/^\uFEFF?\s*\[\s*\{\s*"(info|messages)"\s*:/.test(start)) return 'exports';
  return /^\uFEFF?\s*\{"type":"[a-z_-]+","timestamp":\d+,"sessionID":"/.test(start) ? 'run' : undefined;
}
