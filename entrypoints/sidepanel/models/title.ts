const MAX_TITLE_LENGTH = 60;

/** A session's first title: the first line of its first question, at most 60 characters, cut between words if it can. */
export function titleFrom(question: string): string {
  const line = question.trim().split('\n', 1)[0]?.trim().replace(/\s+/g, ' ') ?? '';
  const characters = [...line];
  if (characters.length <= MAX_TITLE_LENGTH) return line;
  const cut = characters.slice(0, MAX_TITLE_LENGTH - 1).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > MAX_TITLE_LENGTH / 2 ? cut.slice(0, lastSpace) : cut}…`;
}
