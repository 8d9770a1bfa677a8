import preact from '@preact/preset-vite';
import { defineConfig } from 'wxt';
import { EXTENSION_KEY } from './lib/protocol/extension-key.ts';

/** For every page of the extension; the reasons stand in SECURITY.md. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "media-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

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

/** What the module graph tells of a module. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

/**
 * What both pages load at once is one file, not one for each way in which parts share it: the more files, the worse each is
 * packed. What the worker loads too stays apart.
 */
function sharedByPages(id: string, graph: ModuleGraph): string | null {
  const seen = new Set<string>();
  const waiting = [id];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    waiting.push(...(graph.getModuleInfo(one)?.importers ?? []));
  }
  const isIn = (file: string) => [...seen].some((one) => one.endsWith(`entrypoints/${file}`));
  return isIn('sidepanel/main.tsx') && isIn('options/main.tsx') && !isIn('background/index.ts') ? 'pages' : null;
}

export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/webextension-polyfill'],
  vite: () => ({
    plugins: [preact(), withoutPreloading, withoutWxtStorage],
    build: {
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              // What everything that is loaded later shares with the first load: left alone, it becomes several files.
              { name: 'contract', test: /valibot|lib\/protocol\/(?!keeping)|lib\/rpc/ },
              { name: sharedByPages, debugName: 'pages' },
            ],
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
