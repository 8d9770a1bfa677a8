/** The reply of the model `demo`: says what it is, what was asked, and shows every kind of text a reply may hold. */
export function demoReply(question: string): string {
  return `# Scripted demo model

I am not a real model: this answer is written in advance. You asked:

> ${[...question].slice(0, 200).join('') || '(nothing)'}

## What Holdfast keeps

| You do | Holdfast keeps |
| --- | --- |
| type without sending | the draft, while you type |
| send a question | the question, before the model sees it |
| get an answer | every part of it, as it arrives |
| delete a conversation | all of it, in the trash |

## How to try losing something

1. Choose **Scripted demo model (slow)** and ask anything.
2. In the middle of the answer, close the panel, or kill the browser.
3. Open the panel again: the text that had arrived is there, and can be continued.

On Linux, this is the rough way:

\`\`\`sh
# ends every Chrome at once, with no chance to save
killall -9 chrome
\`\`\`

Nothing that Holdfast has shown as saved should be missing afterwards. *If something is, that is a bug worth reporting.*

To talk to a real model, open the model settings and enter the address of a server and a key. Everything said here stays on
this computer, in one SQLite file that is yours.
`;
}

/** A long reply whose sentences are numbered, so that a gap or a repetition shows. */
export function longReply(wordCount: number): string {
  const sentences = Array.from(
    { length: Math.ceil(wordCount / 12) },
    (_, position) => `Sentence ${position + 1} goes on, slowly, so that you can interrupt it here.`,
  );
  return `Scripted demo model, slow on purpose.\n\n${sentences.join('\n')}\n`;
}
