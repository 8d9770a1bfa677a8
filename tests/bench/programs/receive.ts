import { createInterface } from 'node:readline';

// The floors of a streamed reply: for every line of input, `receive` or `parse`, one answer of the model server named by
// the first argument is read to its end; then the processor time that took is printed, in seconds. Asked through one
// process that stays, as the host does, so that what is done once counts for neither.
const [url = ''] = process.argv.slice(2);
const body = JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: 'Go on.' }] });

for await (const how of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (how === 'parse') await parseAll(response);
  else await receiveAll(response);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1e6);
}

async function receiveAll(response: Response): Promise<void> {
  let bytes = 0;
  for await (const piece of response.body ?? []) bytes += piece.length;
  if (bytes === 0) throw new Error('Nothing was received');
}

/** The least that gets at the text: lines, and each one's JSON. */
async function parseAll(response: Response): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  for await (const piece of response.body ?? []) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) text += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? '';
    }
  }
  if (text === '') throw new Error('Nothing was received');
}
