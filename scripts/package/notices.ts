import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../repository.ts';

/** Software of others that is given away with ours. */
interface Part {
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  /** All of what its licence wants to be told. */
  readonly text: string;
}

/** Written with what is compiled into them, whose licences their packages do not repeat. */
const COMPILED_INTO: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['SQLite', 'node-addon-api'],
  'sql.js': ['SQLite', 'Emscripten', 'musl'],
};

/** What is no package of npm. */
const WITHOUT_PACKAGE: Readonly<Record<string, Omit<Part, 'name' | 'text'> & { readonly file: string }>> = {
  SQLite: { licence: 'public domain', source: 'https://sqlite.org/copyright.html', file: 'sqlite.txt' },
  Emscripten: { licence: 'MIT', source: 'https://github.com/emscripten-core/emscripten', file: 'emscripten.txt' },
  musl: { licence: 'MIT', source: 'https://musl.libc.org', file: 'musl.txt' },
};

/** Packages without a file of their own, and the one of the same repository that has it. */
const LICENCE_LIES_IN: Readonly<Record<string, string>> = { wxt: '@wxt-dev/webextension-polyfill' };

const RULE = '-'.repeat(80);

/**
 * The licences of npm packages and of what is compiled into them, and of Node where it is given away as well: what has to go with
 * every copy. Errors: where a package tells no licence.
 */
export function noticesOf(packages: readonly string[], node?: string): string {
  const all = new Set(packages.flatMap((name) => [name, ...(COMPILED_INTO[name] ?? [])]));
  const parts = [...all].map(partOf).toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  if (node !== undefined) parts.unshift(nodeItself(node));
  return [
    'Holdfast is given away with software of others, under the licences below.',
    'Where each comes from, as source, stands beside its name.',
    '',
    ...parts.map(({ name, licence, source }) => `  ${name} (${licence})  ${source}`),
    ...parts.map(({ name, text }) => `\n${RULE}\n${name}\n${RULE}\n\n${text.trim()}`),
    '',
  ].join('\n');
}

function partOf(name: string): Part {
  const known = WITHOUT_PACKAGE[name];
  if (known) {
    const { file, ...rest } = known;
    return { name, ...rest, text: readFileSync(join(import.meta.dirname, 'licences', file), 'utf8') };
  }
  const folder = folderOf(name);
  const { version, license, repository, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = licenceIn(folder) ?? licenceIn(folderOf(LICENCE_LIES_IN[name] ?? name));
  if (typeof license !== 'string' || text === undefined) {
    throw new Error(`${name} tells no licence, so it cannot be given away: look at ${folder}`);
  }
  return { name: `${name} ${version}`, licence: license, source: webAddress(repository ?? homepage), text };
}

/** Node's licence has those of all of its parts. It lies beside the program, or one above in a Unix layout. */
function nodeItself(node: string): Part {
  const text = [dirname(node), dirname(dirname(node))].map(licenceIn).find((found) => found !== undefined);
  if (!text?.includes('Node.js is licensed')) {
    throw new Error(`The licence of Node is not beside ${node}; take the Node that \`npm ci\` brings.`);
  }
  return { name: `Node.js ${process.version}`, licence: 'MIT and others', source: 'https://nodejs.org', text };
}

function folderOf(name: string): string {
  return join(ROOT, 'node_modules', name);
}

function licenceIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)(?:\.\w+)?$/i.test(file));
  if (files.length === 0) return undefined;
  return files
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
}

function webAddress(repository: string | { readonly url: string }): string {
  const url = typeof repository === 'string' ? repository : repository.url;
  return url.replace(/^(?:git\+|git:\/\/)?(?:ssh:\/\/)?(?:git@)?(?:https?:\/\/)?/, 'https://').replace(/\.git$/, '');
}
