import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What a built page loads before it can show anything: the files that it names, and what those import at once. */
export function firstLoad(folder: string, page: string): string[] {
  const html = readFileSync(join(folder, page), 'utf8');
  return withImports(
    folder,
    [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file),
  );
}

/** Built files, and what they import at once. */
export function withImports(folder: string, files: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (file.endsWith('.js')) waiting.push(...staticImports(folder, file));
  }
  return [...found].sort();
}

/** `import('./x.js')` is loaded later; `import … from './x.js'`, `export … from './x.js'` and `import './x.js'` are not. */
function staticImports(folder: string, file: string): string[] {
  const code = readFileSync(join(folder, file), 'utf8');
  const imports = code.matchAll(/(?:\bfrom|\bimport)\s*(["'`])(\.\.?\/[^"'`]+\.js)\1/g);
  return [...imports].map(([, , path = '']) => posix.join(posix.dirname(file), path));
}
