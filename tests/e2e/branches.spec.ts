import type { Page } from '@playwright/test';
import {
  conversation,
  messageField,
  questions,
  replies,
  saveStatus,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { launchWithoutHost } from '../support/browser/without-host.ts';

const versions = (panel: Page) => conversation(panel).getByRole('group', { name: 'Versions of this message' });
const rows = (panel: Page) => panel.getByRole('tree', { name: 'Branches' }).getByRole('treeitem');

async function ask(panel: Page, question: string): Promise<void> {
  await panel.keyboard.type(question);
  await panel.keyboard.press('Enter');
  await expect(questions(panel).filter({ hasText: question })).toBeVisible();
  const finished = conversation(panel).getByRole('button', { name: 'Copy reply' });
  await expect(finished).toHaveCount(await questions(panel).count());
}

test('a question is edited and a reply asked for again, each a version of the one before, by keyboard alone', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await ask(panel, 'First question');
  await ask(panel, 'Second question');
  await panel.keyboard.type('A draft');

  // Given up: back where one was, with what was typed there.
  await panel.keyboard.press('Alt+Shift+E');
  await expect(messageField(panel)).toHaveValue('Second question');
  await expect(panel.getByText('The original stays.')).toBeVisible();
  await expect(questions(panel)).toHaveText([/First question/]);
  await expect(messageField(panel)).toBeFocused();
  await expect(saveStatus(panel)).toHaveText('Saved');
  await panel.keyboard.press('Escape');
  await expect(messageField(panel)).toHaveValue('A draft');
  await expect(questions(panel)).toHaveText([/First question/, /Second question/]);

  await panel.keyboard.press('Alt+Shift+E');
  await expect(messageField(panel)).toHaveValue('Second question');
  await messageField(panel).press('Control+a');
  await ask(panel, 'Another question');
  await expect(questions(panel)).toHaveText([/First question/, /Another question/]);
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2']);
  await expect(panel.getByText('The original stays.')).toBeHidden();

  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(2);
  await expect(saveStatus(panel)).toHaveText('Saved');
  await panel.keyboard.press('Alt+r');
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2', 'Version 2 /  of 2']);
  await expect(panel.getByRole('button', { name: 'Stop' })).toBeHidden();
  await panel.keyboard.press('Alt+Shift+ArrowUp');
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2', 'Version 1 /  of 2']);
  await panel.keyboard.press('Alt+Shift+ArrowDown');
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2', 'Version 2 /  of 2']);

  // With the buttons the focus stays on the way one goes.
  await expect(saveStatus(panel)).toHaveText('Saved');
  const question = questions(panel).nth(1);
  await question.getByRole('button', { name: 'Previous version' }).press('Enter');
  await expect(questions(panel)).toHaveText([/First question/, /Second question/]);
  await expect(question.getByRole('button', { name: 'Next version' })).toBeFocused();
  await expect(messageField(panel)).toHaveValue('A draft');
  await panel.keyboard.press('Enter');
  await expect(questions(panel)).toHaveText([/First question/, /Another question/]);
  // As it was left: with the reply that was asked for again.
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2', 'Version 2 /  of 2']);
  await expect(saveStatus(panel)).toHaveText('Saved');
});

test('branches are gone through, compared, named, thrown away and brought back as a tree', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await ask(panel, 'First question');
  await panel.keyboard.press('Alt+Shift+E');
  await expect(messageField(panel)).toHaveValue('First question');
  await panel.keyboard.press('End');
  await ask(panel, ' on paper');
  await panel.keyboard.press('Alt+Shift+B');
  await expect(panel.getByText('A branch from message 2.')).toBeVisible();
  await ask(panel, 'Deeper');

  await panel.keyboard.press('Alt+b');
  await expect(rows(panel)).toHaveText([
    /^First question\s*2\smessages/,
    /^First question on paper\s*edit.*from the start.*2\smessages/,
    /^Deeper\s*Shown.*branch.*from message\s2.*2\smessages/,
  ]);
  await expect(rows(panel).nth(2)).toBeFocused();
  await panel.keyboard.press('F2');
  await panel.keyboard.type('Further down');
  await panel.keyboard.press('Enter');
  await expect(rows(panel).nth(2)).toContainText('Further down');
  await expect(rows(panel).nth(2)).toBeFocused();

  await panel.keyboard.press('ArrowLeft');
  await expect(rows(panel).nth(1)).toBeFocused();
  await panel.keyboard.press('Home');
  await panel.keyboard.press('c');
  await expect(panel.getByText('They have no messages in common.')).toBeVisible();
  await expect(panel.locator('.compared ins').first()).toHaveText(' on paper');
  await panel.keyboard.press('Escape');
  await expect(rows(panel).nth(2)).toBeFocused();

  // The one that is shown goes: its parent is shown then, and the branch comes back.
  await panel.keyboard.press('Delete');
  await expect(rows(panel)).toHaveCount(2);
  await expect(rows(panel).nth(1)).toContainText('Shown');
  await panel.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(rows(panel)).toHaveCount(3);
  await rows(panel).first().focus();
  await panel.keyboard.press('Enter');
  await expect(questions(panel)).toHaveText([/First question/]);
  await expect(rows(panel)).toHaveCount(0);
  await panel.keyboard.press('Alt+Shift+ArrowDown');
  await conversation(panel).getByRole('button', { name: '1 branch from here' }).press('Enter');
  await expect(rows(panel)).toHaveCount(3);
});

test('a question that is edited without a host is asked when there is one', async ({ profile, modelServer }) => {
  const browser = await launchWithoutHost(profile, modelServer, async (panel) => {
    await ask(panel, 'First question');
    await expect(saveStatus(panel)).toHaveText('Saved');
  });
  // The session is read, and then the host goes.
  profile.registerHost();
  const panel = await browser.openPanel();
  await expect(replies(panel)).toHaveCount(1);
  profile.unregisterHost();
  process.kill(runningHost(browser.pid()), 'SIGKILL');
  await expect(panel.getByText('not installed').first()).toBeVisible();

  await panel.keyboard.press('Alt+Shift+E');
  await expect(messageField(panel)).toHaveValue('First question');
  await panel.keyboard.type(', once more');
  await panel.keyboard.press('Enter');
  await expect(panel.getByText('Queued, asked as soon as it is saved')).toBeVisible();
  profile.registerHost();
  await expect(versions(panel)).toHaveText(['Version 2 /  of 2']);
  await expect(questions(panel)).toHaveText([/First question, once more/]);
  await expect(saveStatus(panel)).toHaveText('Saved');
});
