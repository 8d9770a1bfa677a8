import { describe, expect, it } from 'vitest';
import { tellOfPermissions } from '../../../../entrypoints/background/embedded/allowed-provider.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeProvider } from '../../../support/fake-provider.ts';

const SERVER = { baseUrl: 'http://127.0.0.1:8080/v1', apiKey: null };
const SIGNAL = new AbortController().signal;

async function failureOf(error: AppError, isAllowed: boolean | Error = false) {
  const provider = createFakeProvider();
  provider.models = Promise.reject(error);
  const asked: string[] = [];
  const client = tellOfPermissions(provider, async (origin) => {
    asked.push(origin);
    if (isAllowed instanceof Error) throw isAllowed;
    return isAllowed;
  });
  const failure = await client.listModels(SERVER, SIGNAL).catch((caught: unknown) => caught);
  return { failure, asked };
}

describe('tellOfPermissions', () => {
  it.each([
    new AppError('provider-unreachable', 'Nobody is there.'),
    new AppError('provider-failed', 'It redirects.', { details: { status: 0 } }),
  ])('says which server has to be allowed when one that is not could not be asked: $code', async (error) => {
    const { failure, asked } = await failureOf(error);
    expect(failure).toMatchObject({
      code: error.code,
      message: expect.stringMatching(/does not let Holdfast ask 127\.0\.0\.1:8080 yet\. Allow this server/),
      details: { needsPermission: 'http://127.0.0.1/*' },
    });
    expect(asked).toEqual(['http://127.0.0.1/*']);
  });

  it.each([
    [new AppError('provider-unreachable', 'Nobody is there.'), true],
    [new AppError('provider-unreachable', 'Nobody is there.'), new Error('The browser does not say.')],
    [new AppError('provider-failed', 'Overloaded.', { details: { status: 503 } }), false],
    [new AppError('provider-unauthorized', 'No.', { details: { status: 401 } }), false],
  ])('leaves what a server says, and what has another reason', async (error, isAllowed) => {
    expect((await failureOf(error, isAllowed)).failure).toBe(error);
  });

  it('tells it of replies, too, and passes on what goes well', async () => {
    const provider = createFakeProvider();
    const client = tellOfPermissions(provider, async () => false);
    const request = { ...SERVER, model: 'm', messages: [], sessionId: 's', signal: SIGNAL };
    const pieces: string[] = [];
    const reply = client.streamReply(request, ({ text }) => pieces.push(text));
    provider.last.say('Text');
    await provider.last.end();
    expect([await reply, pieces]).toEqual([expect.objectContaining({ finished: true }), ['Text']]);
    const failing = client.streamReply(request, () => {});
    const outcome = expect(failing).rejects.toMatchObject({ details: { needsPermission: 'http://127.0.0.1/*' } });
    await provider.last.fail(new AppError('provider-unreachable', 'Nobody is there.'));
    await outcome;
  });
});
