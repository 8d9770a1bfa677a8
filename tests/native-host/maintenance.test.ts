import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../native-host/maintenance-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'maintenance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs this source where the maintenance program would run; what it told, and how that ended. */
async function run(source: string) {
  const program = join(folder, `${crypto.randomUUID()}.mjs`);
  writeFileSync(program, source);
  const steps: unknown[] = [];
  const outcome = await runInProcess(program)('migrate', {}, { onProgress: (...step) => void steps.push(step) }).then(
    () => 'done',
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );
  return { steps, outcome };
}

describe('runInProcess', () => {
  it('passes on how far it is, and resolves at its end', async () => {
    const source = `for (const report of [{ progress: 0, step: 'a' }, { progress: 0.5, step: 'b' }, { done: true }]) {
      process.send(report);
    }
    process.disconnect();`;
    expect(await run(source)).toEqual({
      steps: [
        [0, 'a'],
        [0.5, 'b'],
      ],
      outcome: 'done',
    });
  });

  it('rejects with what the process met', async () => {
    const source = `process.send({ failed: { code: 'disk-full', message: 'No room.' } });
      process.exitCode = 1;
      process.disconnect();`;
    expect(await run(source)).toEqual({ steps: [], outcome: { code: 'disk-full', message: 'No room.' } });
  });

  it.each([
    ['was killed', "process.kill(process.pid, 'SIGKILL');"],
    ['ended without a word', 'process.exit(0);'],
    ['could not be read', 'this is no program'],
  ])('rejects when the process %s', async (_, source) => {
    expect(await run(`${source}`)).toEqual({
      steps: [],
      outcome: { code: 'internal', message: expect.stringContaining('ended too early') },
    });
  });

  it('hands over what is to be done, and the order to stop', async () => {
    const program = join(folder, 'cancelled.mjs');
    writeFileSync(
      program,
      `process.send({ progress: 0, step: process.argv.slice(2).join(' ') });
       process.on('message', ({ cancel }) => { process.send({ failed: { code: 'cancelled', message: String(cancel) } }); process.disconnect(); });`,
    );
    const steps: string[] = [];
    const controller = new AbortController();
    const stopped = runInProcess(program)(
      'backup',
      { reason: 'manual' },
      {
        signal: controller.signal,
        onProgress(_, step) {
          steps.push(step);
          controller.abort();
        },
      },
    );
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled', message: 'true' });
    expect(steps).toEqual(['backup {"reason":"manual"}']);
  });

  it('does one thing after the other, but nobody waits for what a store needs to open', async () => {
    const program = join(folder, 'slow.mjs');
    writeFileSync(
      program,
      `process.send({ progress: 0, step: process.argv[2] });
       setTimeout(() => { process.send({ done: {} }); process.disconnect(); }, process.argv[2] === 'sweep' ? 300 : 0);`,
    );
    const events: string[] = [];
    const runAll = runInProcess(program);
    const begin = (kind: 'sweep' | 'backup' | 'migrate' | 'verify', signal?: AbortSignal) =>
      runAll(
        kind,
        { reason: 'x', name: 'x' },
        {
          onProgress: (_, step) => events.push(`${step} begins`),
          ...(signal && { signal }),
        },
      ).then(
        () => events.push(`${kind} ends`),
        ({ code }: { code: string }) => events.push(`${kind} ${code}`),
      );
    const controller = new AbortController();
    const all = [begin('sweep'), begin('verify', controller.signal), begin('backup'), begin('migrate')];
    controller.abort();
    await Promise.all(all);
    expect(events.filter((event) => !event.startsWith('migrate'))).toEqual([
      'verify cancelled',
      'sweep begins',
      'sweep ends',
      'backup begins',
      'backup ends',
    ]);
    expect(events.indexOf('migrate ends')).toBeLessThan(events.indexOf('sweep ends'));
  });
});
