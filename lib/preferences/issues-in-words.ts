import * as v from 'valibot';

const LONGEST = 200;

/** Why a schema refused a value, in one line. */
export function issuesInWords(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const words = v
    .summarize([...issues])
    .replaceAll(/^× /gm, '')
    .replaceAll(/\s*\n\s*/g, ' ');
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
