/** What a command says went wrong: its stderr without how far it was, which it only tells where a machine takes long. */
export function errorLines(stderr: string): string {
  return (stderr.match(/^holdfast: .*\n/gm) ?? []).join('');
}
