import { readFile } from 'node:fs/promises';
import preact from '@preact/preset-vite';
import { minify } from 'vite';
import { defineConfig } from 'wxt';
import { EXTENSION_KEY } from './lib/protocol/extension-key.ts';
import { notePackages } from './scripts/package/bundled-packages.ts';

/** For every page of the extension; the reasons stand in SECURITY.md. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  // Without the host, the background speaks to model servers itself.
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "media-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Added to it in pages, which ask nobody but the background: what the worker may do is not for them. */
const PAGE_POLICY = "connect-src 'self'";

/** The development server injects styles and speaks over a socket of its own. */
const DEVELOPMENT_POLICY =
  "script-src 'self' 'wasm-unsafe-eval' http://localhost:*; connect-src 'self' http://localhost:* ws://localhost:*; object-src 'self'";

/**
 * Files of an extension lie on the disk, so there is no code to fetch ahead of an `import()`; its styles must be there before it
 * shows anything. Vite's helper for both, and its stand-in for browsers without `modulepreload`, would be 1.2 KB of every start.
 */
const withoutPreloading = {
  name: 'without-preloading',
  enforce: 'pre' as const,
  load: (id: string) => (id === '\0vite/preload-helper.js' ? STYLES_FIRST : undefined),
};

const STYLES_FIRST = `
  const style = (path) => new Promise((done) => {
    if (document.querySelector('link[href="' + path + '"]')) return done();
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: path, onload: done, onerror: done });
    document.head.append(link);
  });
  export const __vitePreload = (load, paths = []) => Promise.all(paths.map((path) => style('/' + path))).then(load);
`;

/**
 * WXT puts an import of its storage into every file that has something called `storage`, also with `imports: false`; nothing
 * uses it, and it would be 2.5 KB of every start.
 */
const withoutWxtStorage = {
  name: 'without-wxt-storage',
  enforce: 'pre' as const,
  resolveId: (id: string) => (id === 'wxt/utils/storage' ? '\0without-wxt-storage' : undefined),
  load: (id: string) => (id === '\0without-wxt-storage' ? 'export const storage = undefined;' : undefined),
};

/**
 * Of marked only what reads is used. What writes HTML, 3 KB packed, would be kept by an instance that the package makes as it is
 * loaded, after all its classes; without that instance, unused classes are left out as everywhere.
 */
const withoutMarkedsInstance = {
  name: 'without-markeds-instance',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    if (!id.endsWith('/marked/lib/marked.esm.js')) return undefined;
    const nameOf = (exported: string) => new RegExp(`[{,]([\\w$]+) as ${exported}[,}]`).exec(code)?.[1];
    const end = code.indexOf(`=new ${nameOf('Marked')};`);
    const classes = ['Lexer', 'Tokenizer'].map((name) => [nameOf(name), name] as const);
    const kept = code.slice(0, code.lastIndexOf('var ', end));
    if (end < 0 || !classes.every(([local]) => kept.includes(`var ${local}=class`))) {
      throw new Error('marked has another form than before: look in wxt.config.ts where its own instance begins.');
    }
    return { code: `${kept}export{${classes.map(([local, name]) => `${local} as ${name}`)}};`, map: null };
  },
};

const pagePolicy = {
  name: 'page-policy',
  apply: 'build' as const,
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
      injectTo: 'head-prepend' as const,
    },
  ],
};

/**
 * sql.js makes one SQLite and gives it to everybody who asks. One that ran out of memory, or whose file could not be read, would be
 * the only one until the worker is stopped; the store asks for a new one each time that it is opened.
 */
const sqliteAnew = {
  name: 'sqlite-anew',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    if (!id.endsWith('/sql.js/dist/sql-wasm-browser.js')) return undefined;
    const kept = /if \(initSqlJsPromise\)\{\s*return initSqlJsPromise;\s*\}/;
    const end = code.lastIndexOf("if (typeof exports === 'object' && typeof module === 'object')");
    if (!kept.test(code) || end < 0) throw new Error('sql.js has another form than before: look in wxt.config.ts.');
    // As a module: what calls one of the older kind would be another file that pages load as well.
    return { code: `let module;\n${code.slice(0, end).replace(kept, '')}\nexport default initSqlJs;`, map: null };
  },
};

/**
 * The script of an exported page is a text in the extension, which nothing packs by itself: 0.8 KB of what is loaded, and half of the
 * script in every exported file.
 */
const packedPageScript = {
  name: 'packed-page-script',
  apply: 'build' as const,
  enforce: 'pre' as const,
  async load(id: string) {
    if (!id.endsWith('/recording-page/page-player.js?raw')) return undefined;
    const { code, errors } = await minify('page-player.js', await readFile(id.replace('?raw', ''), 'utf8'));
    if (errors.length > 0) throw new Error('The script of an exported page could not be packed.', { cause: errors });
    return `export default ${JSON.stringify(code)};`;
  },
};

/** What the module graph tells of a module. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

/**
 * What both pages load at once is one file, not one for each way in which parts share it: the more files, the worse each is
 * packed. What the worker loads of the contract is another one: it has no use for what only pages call.
 */
function sharedFile(id: string, graph: ModuleGraph): string | null {
  // Its index imports all of it; these are for the worker alone.
  if (/uuid\/dist\/(parse|regex|sha1|v35|v5|validate)\.js$/.test(id)) return null;
  const isIn = waysInto(id, graph);
  const [ofPanel, ofOptions] = [isIn('sidepanel/main.tsx'), isIn('options/main.tsx')];
  if (isIn('background/index.ts')) return ofPanel ? 'contract' : null;
  return ofPanel && ofOptions ? 'pages' : null;
}

/** Tells of the programs that the browser starts whether one of them needs the module. */
function waysInto(id: string, graph: ModuleGraph): (program: string) => boolean {
  const seen = new Set<string>();
  const waiting = [id];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    waiting.push(...(graph.getModuleInfo(one)?.importers ?? []));
  }
  return (program) => [...seen].some((one) => one.endsWith(`entrypoints/${program}`));
}

export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/webextension-polyfill'],
  hooks: {
    'build:done': (_wxt, { steps }) =>
      notePackages(
        'extension',
        steps.flatMap(({ chunks }) => chunks),
      ),
  },
  vite: () => ({
    plugins: [
      preact(),
      withoutPreloading,
      withoutWxtStorage,
      withoutMarkedsInstance,
      sqliteAnew,
      packedPageScript,
      pagePolicy,
    ],
    build: {
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: sharedFile, debugName: 'shared' }],
          },
        },
      },
    },
  }),
  manifest: ({ command }) => ({
    name: 'Holdfast',
    description: 'A side panel for AI conversations that never loses one.',
    key: EXTENSION_KEY,
    minimum_chrome_version: '140',
    permissions: ['sidePanel', 'nativeMessaging', 'storage', 'unlimitedStorage', 'alarms'],
    // Asked for when a person wants to be told of something outside of the panel.
    optional_permissions: ['notifications'],
    optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'],
    action: { default_title: 'Open Holdfast' },
    commands: {
      _execute_action: { suggested_key: { default: 'Ctrl+Shift+Y' } },
      'open-recovery': {
        suggested_key: { default: 'Alt+Shift+K' },
        description: 'Restore a session after a crash, or open the recovery center',
      },
    },
    externally_connectable: { ids: [] },
    content_security_policy: {
      extension_pages: command === 'serve' ? DEVELOPMENT_POLICY : CONTENT_SECURITY_POLICY,
    },
  }),
});
