import type { StreamParser } from '@codemirror/streamparser';
import type { ParserName } from './languages.ts';

/** Each in a file of its own, read from the extension's folder when its language is first shown. */
const LOADERS: Readonly<Record<ParserName, () => Promise<StreamParser<unknown>>>> = {
  c: () => import('@codemirror/legacy-modes/mode/clike').then(({ c }) => c),
  cpp: () => import('@codemirror/legacy-modes/mode/clike').then(({ cpp }) => cpp),
  csharp: () => import('@codemirror/legacy-modes/mode/clike').then(({ csharp }) => csharp),
  css: () => import('@codemirror/legacy-modes/mode/css').then(({ css }) => css),
  dart: () => import('@codemirror/legacy-modes/mode/clike').then(({ dart }) => dart),
  diff: () => import('@codemirror/legacy-modes/mode/diff').then(({ diff }) => diff),
  dockerfile: () => import('@codemirror/legacy-modes/mode/dockerfile').then(({ dockerFile }) => dockerFile),
  go: () => import('@codemirror/legacy-modes/mode/go').then(({ go }) => go),
  html: () => import('@codemirror/legacy-modes/mode/xml').then(({ html }) => html),
  ini: () => import('@codemirror/legacy-modes/mode/properties').then(({ properties }) => properties),
  java: () => import('@codemirror/legacy-modes/mode/clike').then(({ java }) => java),
  javascript: () => import('@codemirror/legacy-modes/mode/javascript').then(({ javascript }) => javascript),
  json: () => import('@codemirror/legacy-modes/mode/javascript').then(({ json }) => json),
  kotlin: () => import('@codemirror/legacy-modes/mode/clike').then(({ kotlin }) => kotlin),
  less: () => import('@codemirror/legacy-modes/mode/css').then(({ less }) => less),
  lua: () => import('@codemirror/legacy-modes/mode/lua').then(({ lua }) => lua),
  nginx: () => import('@codemirror/legacy-modes/mode/nginx').then(({ nginx }) => nginx),
  perl: () => import('@codemirror/legacy-modes/mode/perl').then(({ perl }) => perl),
  php: () => import('./php.ts').then(({ php }) => php),
  powershell: () => import('@codemirror/legacy-modes/mode/powershell').then(({ powerShell }) => powerShell),
  python: () => import('@codemirror/legacy-modes/mode/python').then(({ python }) => python),
  r: () => import('@codemirror/legacy-modes/mode/r').then(({ r }) => r),
  ruby: () => import('@codemirror/legacy-modes/mode/ruby').then(({ ruby }) => ruby),
  rust: () => import('@codemirror/legacy-modes/mode/rust').then(({ rust }) => rust),
  scala: () => import('@codemirror/legacy-modes/mode/clike').then(({ scala }) => scala),
  scss: () => import('@codemirror/legacy-modes/mode/css').then(({ sCSS }) => sCSS),
  shell: () => import('@codemirror/legacy-modes/mode/shell').then(({ shell }) => shell),
  sql: () => import('@codemirror/legacy-modes/mode/sql').then(({ pgSQL }) => pgSQL),
  swift: () => import('@codemirror/legacy-modes/mode/swift').then(({ swift }) => swift),
  toml: () => import('@codemirror/legacy-modes/mode/toml').then(({ toml }) => toml),
  typescript: () => import('@codemirror/legacy-modes/mode/javascript').then(({ typescript }) => typescript),
  xml: () => import('@codemirror/legacy-modes/mode/xml').then(({ xml }) => xml),
  yaml: () => import('./yaml.ts').then(({ yaml }) => yaml),
};

/** Rejects when its file is gone, as after an update of the extension under an open panel. */
export function loadParser(name: ParserName): Promise<StreamParser<unknown>> {
  return LOADERS[name]();
}
