import { chromium } from '@playwright/test';
import { HEIGHT, WIDTHS } from '../../tests/support/states/at-widths.ts';
import { confinementOf, environmentFlags } from '../browser/environment-flags.ts';
import { indexedPng } from './indexed-png.ts';

const GAP = 16;
const WIDTH = WIDTHS.reduce((sum, width) => sum + width + GAP, GAP);
const GROUND = '#8a9294';

/** Puts pictures of all widths, dark above light, on one sheet. */
export interface ContactSheets {
  /** PNG in base64, row by row; returns the sheet as PNG. */
  compose(pictures: readonly string[]): Promise<Buffer>;
  close(): Promise<void>;
}

/** They are put together in a browser of their own: another tab would take the focus from the panel. */
export async function openContactSheets(executable: string): Promise<ContactSheets> {
  const args = environmentFlags(confinementOf(executable));
  const browser = await chromium.launch({ executablePath: executable, args });
  const page = await browser.newPage();
  const height = (pictures: readonly string[]) => (pictures.length / WIDTHS.length) * (HEIGHT + GAP) + GAP;
  return {
    async compose(pictures) {
      const pixels = await page.evaluate<string>(drawing(pictures, height(pictures)));
      return indexedPng(Buffer.from(pixels, 'base64'), WIDTH, height(pictures));
    },
    close: () => browser.close(),
  };
}

/** Resolves with the pixels in base64. As text: scripts are compiled without the browser's types. */
function drawing(pictures: readonly string[], height: number): string {
  return `(async () => {
    const context = new OffscreenCanvas(${WIDTH}, ${height}).getContext('2d');
    context.fillStyle = '${GROUND}';
    context.fillRect(0, 0, ${WIDTH}, ${height});
    let [left, top] = [${GAP}, ${GAP}];
    for (const data of ${JSON.stringify(pictures)}) {
      const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
      context.drawImage(picture, left, top);
      left += picture.width + ${GAP};
      if (left >= ${WIDTH}) [left, top] = [${GAP}, top + picture.height + ${GAP}];
    }
    const { data } = context.getImageData(0, 0, ${WIDTH}, ${height});
    return new Uint8Array(data.buffer).toBase64();
  })()`;
}
