import type { Locator, Page } from '@playwright/test';

export interface ProviderChoice {
  readonly baseUrl: string;
  /** Empty when the server needs none. */
  readonly apiKey?: string;
  /** Empty: the one that the server suggests. */
  readonly model?: string;
}

/** Does what a person does to choose who answers, from any state of the panel. Ends with the conversation shown. */
export async function setUpProvider(panel: Page, { baseUrl, apiKey = '', model = '' }: ProviderChoice): Promise<void> {
  const settings = panel.getByRole('button', { name: 'Settings', exact: true });
  if ((await settings.getAttribute('aria-pressed')) !== 'true') await settings.click();
  await panel.getByRole('textbox', { name: 'Base URL' }).fill(baseUrl);
  await panel.getByRole('textbox', { name: 'API key' }).fill(apiKey);
  await panel.getByRole('button', { name: 'Load models' }).click();
  const choice = panel.getByRole('combobox', { name: 'Model' });
  await panel.getByText(/^\d+ models?$/).waitFor();
  if (model !== '') await choice.selectOption({ value: model });
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await messageField(panel).waitFor();
}

export function messageField(panel: Page): Locator {
  return panel.getByRole('textbox', { name: 'Message' });
}

/** Types a question and sends it with the button. */
export async function send(panel: Page, question: string): Promise<void> {
  await messageField(panel).fill(question);
  await panel.getByRole('button', { name: 'Send' }).click();
}

export function conversation(panel: Page): Locator {
  return panel.getByRole('log', { name: 'Conversation' });
}

export function questions(panel: Page): Locator {
  return conversation(panel).getByRole('article', { name: 'You' });
}

export function replies(panel: Page): Locator {
  return conversation(panel).getByRole('article', { name: /^Reply/ });
}

/** The text of the newest reply as it is drawn, without what stands around it. */
export function replyText(panel: Page): Locator {
  return replies(panel).last().locator('.markdown');
}

/**
 * The letters of the newest reply on the screen. What is drawn and what is stored differ in marks, spaces and the numbers of
 * lists only, so this compares with `lettersOf` the stored text.
 */
export async function replyLetters(panel: Page): Promise<string> {
  return lettersOf((await replyText(panel).textContent()) ?? '');
}

export function lettersOf(text: string): string {
  return text.replace(/\P{L}+/gu, '');
}

/** Opens a session from the list, at any width. */
export async function openSession(panel: Page, title: string): Promise<void> {
  const list = panel.getByRole('list', { name: 'Sessions' });
  const opener = panel.getByRole('button', { name: 'Show sessions' });
  // A page that has just been opened shows neither yet, and a wide one never shows the button.
  await list.or(opener).first().waitFor();
  // While another shelf is being read there is no list, but it is open.
  const sheet = panel.getByRole('dialog', { name: 'All sessions' });
  if (!(await list.isVisible()) && !(await sheet.isVisible())) await opener.click();
  await list.getByRole('button', { name: title }).first().click();
}

export async function startSession(panel: Page): Promise<void> {
  await panel.getByRole('button', { name: 'New session' }).click();
}

/** What a panel asks after a crash. */
export function restorePrompt(panel: Page): Locator {
  return panel.getByRole('dialog', { name: 'Restore your session?' });
}

/** Takes the first of what a crash left behind. */
export async function restore(panel: Page): Promise<void> {
  await restorePrompt(panel).getByRole('button', { name: 'Restore' }).click();
  await restorePrompt(panel).waitFor({ state: 'hidden' });
}

/** What the panel says of saving: "Saved", "Saving…", "Not saved: …". */
export function saveStatus(panel: Page): Locator {
  return panel.locator('.save-state').getByRole('status');
}
