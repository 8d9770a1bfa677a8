import type { Page } from '@playwright/test';

/** Pastes into what has the focus. As text: scripts are compiled without the browser's types. */
export async function pasteText(panel: Page, text: string): Promise<void> {
  await panel.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`);
}
