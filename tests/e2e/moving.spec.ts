import { askBackground } from '../../scripts/browser/ask-background.ts';
import { messageField, replies, saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';

/** A reply takes its time, and so does a machine that is busy. */
const REPLY_WAIT_MS = 30_000;

interface Place {
  readonly engine: string;
  readonly embedded: { readonly isKept: boolean; readonly sessions: number; readonly messages: number } | null;
}

test.describe('a browser whose host comes later', () => {
  test.use({ hostIsRegistered: false });

  test('moves everything into it, goes on there, and keeps what it had', async ({ profile, holdfast, modelServer }) => {
    test.slow();
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, { ...modelServer, model: 'demo' });
    await send(panel, 'Said without a host');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible({ timeout: REPLY_WAIT_MS });
    await messageField(panel).fill('And not sent');
    await expect(saveStatus(panel)).toHaveText('Saved');

    profile.registerHost();
    const counts = { sessions: 1, messages: 2 };
    expect(await askBackground(panel, 'store/move-preview')).toMatchObject({
      embedded: counts,
      host: { sessions: 0, messages: 0 },
      counts,
      existing: {},
      differing: [],
    });
    expect(await askBackground<Place>(panel, 'store/place')).toMatchObject({ engine: 'embedded' });
    expect(await askBackground(panel, 'store/move')).toMatchObject(counts);
    const kept = { isKept: true, ...counts, isFirstWhole: true, isSecondWhole: true };
    expect(await askBackground<Place>(panel, 'store/place')).toMatchObject({ engine: 'native', embedded: kept });
    expect(profile.messages().map(({ content }) => content)).toEqual(['Said without a host', expect.any(String)]);

    await expect(messageField(panel)).toHaveValue('And not sent');
    await send(panel, 'Said with the host');
    await expect(replies(panel)).toHaveCount(2);
    await expect(saveStatus(panel)).toHaveText('Saved');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(2, { timeout: REPLY_WAIT_MS });
    expect(profile.messages()).toHaveLength(4);
    await holdfast.kill();

    const again = await (await profile.launch()).openPanel();
    const { hits } = await askBackground<{ hits: unknown[] }>(again, 'messages/search', { query: 'said wit' });
    expect(hits.length, 'questions, replies that repeat them, and the title').toBeGreaterThanOrEqual(5);
    expect(await askBackground<Place>(again, 'store/place')).toMatchObject({ engine: 'native', embedded: kept });
    expect(await askBackground(again, 'store/export-kept', { format: 'bundle' })).toMatchObject({ counts });
    await askBackground(again, 'store/remove-kept');
    expect(await askBackground<Place>(again, 'store/place')).toMatchObject({ engine: 'native', embedded: null });
  });

  test('is shown what moves, moves it by a click, and finds what stays in the options', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    test.slow();
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, { ...modelServer, model: 'demo' });
    await send(panel, 'Said without a host');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible({ timeout: REPLY_WAIT_MS });
    await panel.getByRole('button', { name: 'Keep it outside' }).click();
    // While the steps are shown, the host is looked for without a click.
    profile.registerHost();

    const dialog = panel.getByRole('dialog', { name: 'Move into the host' });
    await expect(dialog.getByText('1 session, 2 messages').first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Move everything' }).click();
    await expect(dialog.getByText(/copy in this browser stays until/)).toBeVisible({ timeout: REPLY_WAIT_MS });
    expect(profile.messages()).toHaveLength(2);
    await panel.keyboard.press('Escape');
    await send(panel, 'Said with the host');
    await expect(saveStatus(panel)).toHaveText('Saved');
    await expect.poll(() => profile.messages().length).toBe(4);

    const page = await openOptions(holdfast, 'place');
    await expect(page.getByRole('heading', { name: 'The copy in this browser' })).toBeVisible();
    await page.getByRole('button', { name: 'Remove the copy' }).click();
    await page.getByRole('button', { name: 'Remove it', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'The copy in this browser' })).toBeHidden();
  });
});
