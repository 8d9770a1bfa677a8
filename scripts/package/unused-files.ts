import { posix } from 'node:path';
import type { ArchiveFile } from './archive-file.ts';

const TEXT = /\.(?:html|m?js|css|json)$/;

/** Files that nothing names, neither one of the roots nor what those name, and so on. By their paths, sorted. */
export function unusedFiles(files: readonly ArchiveFile[], roots: readonly string[]): string[] {
  const unused = new Map(files.map((file) => [file.path, file]));
  const waiting = [...roots];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = unused.get(path);
    if (file === undefined) continue;
    unused.delete(path);
    if (!TEXT.test(path)) continue;
    const text = Buffer.from(file.bytes).toString('utf8');
    waiting.push(...[...unused.keys()].filter((other) => isNamedIn(text, other)));
  }
  return [...unused.keys()].toSorted();
}

/** By its own name, or as `require('./name')` does without its ending. */
function isNamedIn(text: string, path: string): boolean {
  const name = posix.basename(path);
  const stem = name.replace(/\.js$/, '');
  return new RegExp(`(?<![\\w.-])${escaped(name)}(?!\\w)|\\.{1,2}/(?:[\\w-]+/)*${escaped(stem)}['"]`).test(text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
