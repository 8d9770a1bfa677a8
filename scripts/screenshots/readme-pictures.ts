export interface ReadmePicture {
  readonly name: string;
  readonly width: number;
  readonly colorScheme: 'dark' | 'light';
}

/** The pictures in README.md, by the state that they show. They have two pixels for one. */
export const README_PICTURES: Readonly<Record<string, readonly ReadmePicture[]>> = {
  'choose-server': [{ name: 'set-up-light', width: 400, colorScheme: 'light' }],
  'embedded-note': [{ name: 'in-browser-light', width: 400, colorScheme: 'light' }],
  'move-asked': [{ name: 'moving-dark', width: 400, colorScheme: 'dark' }],
  reply: [
    { name: 'panel-dark', width: 400, colorScheme: 'dark' },
    { name: 'narrow-light', width: 320, colorScheme: 'light' },
  ],
  'markdown-code': [{ name: 'code-dark', width: 400, colorScheme: 'dark' }],
  interrupted: [{ name: 'interrupted-dark', width: 400, colorScheme: 'dark' }],
  'restore-prompt': [{ name: 'restore-light', width: 400, colorScheme: 'light' }],
  'recovery-center': [{ name: 'recovery-dark', width: 400, colorScheme: 'dark' }],
  sessions: [{ name: 'sessions-dark', width: 400, colorScheme: 'dark' }],
  'sessions-marks': [{ name: 'sessions-live-light', width: 400, colorScheme: 'light' }],
  'sessions-filtered': [{ name: 'sessions-filter-light', width: 320, colorScheme: 'light' }],
  'search-found': [{ name: 'search-light', width: 400, colorScheme: 'light' }],
  versions: [{ name: 'versions-dark', width: 400, colorScheme: 'dark' }],
  timeline: [{ name: 'timeline-dark', width: 400, colorScheme: 'dark' }],
  usage: [{ name: 'usage-light', width: 400, colorScheme: 'light' }],
  'recording-player': [{ name: 'player-light', width: 400, colorScheme: 'light' }],
  'file-changes': [{ name: 'file-changes-dark', width: 400, colorScheme: 'dark' }],
  palette: [{ name: 'palette-dark', width: 400, colorScheme: 'dark' }],
  'options-general': [{ name: 'options-dark', width: 1100, colorScheme: 'dark' }],
  retention: [{ name: 'retention-dark', width: 1100, colorScheme: 'dark' }],
  'backups-compared': [{ name: 'backups-light', width: 1100, colorScheme: 'light' }],
  'panel-import-asked': [{ name: 'import-light', width: 400, colorScheme: 'light' }],
  'queued-new': [{ name: 'queued-light', width: 400, colorScheme: 'light' }],
  'queued-elsewhere': [{ name: 'queued-elsewhere-dark', width: 400, colorScheme: 'dark' }],
};
