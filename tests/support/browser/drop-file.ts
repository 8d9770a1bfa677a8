import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';

/** A file as it is dragged from the system. */
export interface DraggedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file of the disk. */
export function fileAt(path: string): DraggedFile {
  return { name: basename(path), bytes: readFileSync(path) };
}

/** Holds files over the page, as long as `carryAway` is not called. */
export function dragOver(page: Page, ...files: readonly DraggedFile[]): Promise<void> {
  return tell(page, 'dragover', files);
}

/** Takes them away again. */
export function carryAway(page: Page): Promise<void> {
  return tell(page, 'dragleave', []);
}

/** Drops files on the page. */
export function dropFiles(page: Page, ...files: readonly DraggedFile[]): Promise<void> {
  return tell(page, 'drop', files);
}

async function tell(page: Page, type: string, files: readonly DraggedFile[]): Promise<void> {
  const given = files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')]);
  // As text: scripts are compiled without the browser's types.
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    for (const [name, base64] of ${JSON.stringify(given)}) {
      dataTransfer.items.add(new File([Uint8Array.fromBase64(base64)], name));
    }
    document.body.dispatchEvent(new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }));
  }`);
}
