// The floor of native messaging: a host that sends every byte back.
process.stdin.pipe(process.stdout);
