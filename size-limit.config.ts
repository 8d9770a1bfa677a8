import { firstLoad, withImports } from './scripts/first-load.ts';
import { EXTENSION } from './scripts/repository.ts';

const inExtension = (file: string) => `.output/chrome-mv3/${file}`;
const ofPage = (page: string) => firstLoad(EXTENSION, page).map(inExtension);
const [panel, options] = [ofPage('sidepanel.html'), ofPage('options.html')];

/** What is held for each part, measured on a build: `npm run check -- size`. */
export default [
  { name: 'panel, first load (gzip)', path: panel, limit: '90 kB', gzip: true },
  { name: 'options page, first load (gzip)', path: options, limit: '60 kB', gzip: true },
  {
    // All of it together is never loaded: 12 kB are three sections of the options, 13 kB export and import with the section that
    // has them, 2 kB what the panel tells of backups, 14 kB where the history is, with the way to a host and into it.
    name: 'loaded on demand: dialogs, sections of the options and the colours of all languages (gzip)',
    path: [inExtension('chunks/*.js'), ...[...panel, ...options].map((file) => `!${file}`)],
    limit: '219 kB',
    gzip: true,
  },
  {
    // Of it, 100 kB are the store in the browser: handlers, migrations, model servers, 14 kB of SQLite's own code, 24 kB what exports
    // and imports, and 8 kB what moves into the host. A worker can load nothing later.
    name: 'background worker (brotli)',
    path: withImports(EXTENSION, ['background.js']).map(inExtension),
    limit: '121 kB',
  },
  // Of it, 346 kB are SQLite for the browser. The zip of `npm run package` is 50 kB more: names, and licences of others.
  { name: 'all of the extension (gzip)', path: inExtension('**/*'), limit: '830 kB', gzip: true },
  { name: 'host (brotli)', path: '.output/host/{main.mjs,host.mjs,chunks/*.mjs}', limit: '250 kB' },
];
