/** From sysexits.h: EX_SOFTWARE. */
const EXIT_UNEXPECTED = 70;

// Apart from the host, so that somebody is left to tell when it cannot even be loaded.
try {
  await import('./host.ts');
} catch (error) {
  // Not before: to have it loaded costs every start 4 % of its time.
  const { noteFailedStart } = await import('./failed-start.ts');
  noteFailedStart(error);
  process.exit(EXIT_UNEXPECTED);
}

export {};
