/** What people and models write after a fence, by the parser that reads it. Others are shown without colours. */
const NAMES = {
  c: 'c h',
  cpp: 'cpp c++ cc hpp',
  csharp: 'csharp cs c#',
  css: 'css',
  dart: 'dart',
  diff: 'diff patch',
  dockerfile: 'dockerfile docker',
  go: 'go golang',
  html: 'html vue svelte',
  ini: 'ini properties env dotenv',
  java: 'java',
  javascript: 'javascript js jsx mjs cjs',
  json: 'json jsonc json5 jsonl',
  kotlin: 'kotlin kt',
  less: 'less',
  lua: 'lua',
  nginx: 'nginx',
  perl: 'perl pl',
  php: 'php',
  powershell: 'powershell ps1 pwsh',
  python: 'python py',
  r: 'r',
  ruby: 'ruby rb',
  rust: 'rust rs',
  scala: 'scala',
  scss: 'scss',
  shell: 'shell sh bash zsh console',
  sql: 'sql postgresql postgres mysql sqlite',
  swift: 'swift',
  toml: 'toml',
  typescript: 'typescript ts tsx mts cts',
  xml: 'xml svg plist',
  yaml: 'yaml yml',
};

export type ParserName = keyof typeof NAMES;

const PARSERS = new Map(
  Object.entries(NAMES).flatMap(([parser, names]) => names.split(' ').map((name) => [name, parser as ParserName])),
);

/** The parser for the first word after a fence (`ts`, `C++`, `js:src/main.js`, `{.python}`), when there is one. */
export function parserFor(language: string): ParserName | undefined {
  return PARSERS.get(/[\w+#]+/.exec(language)?.[0].toLowerCase() ?? '');
}
