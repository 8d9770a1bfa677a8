import { chromium } from '@playwright/test';
import { confinementOf, environmentFlags } from '../browser/environment-flags.ts';
import { indexedPng } from './indexed-png.ts';

const GAP = 16;
const GROUND = '#8a9294';

/** Puts pictures of all widths, dark above light, on one sheet. */
export interface ContactSheets {
  /** PNG in base64, row by row, as wide as named; returns the sheet as PNG. */
  compose(pictures: readonly string[], widths: readonly number[]): Promise<Buffer>;
  close(): Promise<void>;
}

/** They are put together in a browser of their own: another tab would take the focus from the panel. */
export async function openContactSheets(executable: string): Promise<ContactSheets> {
  const args = environmentFlags(confinementOf(executable));
  const browser = await chromium.launch({ executablePath: executable, args });
  const page = await browser.newPage();
  return {
    async compose(pictures, widths) {
      const rowHeight = Math.max(...pictures.map(heightOf)) + GAP;
      const width = widths.reduce((sum, one) => sum + one + GAP, GAP);
      const height = (pictures.length / widths.length) * rowHeight + GAP;
      const pixels = await page.evaluate<string>(drawing(pictures, { width, height, rowHeight }));
      return indexedPng(Buffer.from(pixels, 'base64'), width, height);
    },
    close: () => browser.close(),
  };
}

/** The second field of the first chunk; source: the PNG specification. */
function heightOf(picture: string): number {
  return Buffer.from(picture.slice(0, 64), 'base64').readUInt32BE(20);
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** Resolves with the pixels in base64. As text: scripts are compiled without the browser's types. */
function drawing(pictures: readonly string[], { width, height, rowHeight }: Sheet): string {
  return `(async () => {
    const context = new OffscreenCanvas(${width}, ${height}).getContext('2d');
    context.fillStyle = '${GROUND}';
    context.fillRect(0, 0, ${width}, ${height});
    let [left, top] = [${GAP}, ${GAP}];
    for (const data of ${JSON.stringify(pictures)}) {
      const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
      context.drawImage(picture, left, top);
      left += picture.width + ${GAP};
      if (left >= ${width}) [left, top] = [${GAP}, top + ${rowHeight}];
    }
    const { data } = context.getImageData(0, 0, ${width}, ${height});
    return new Uint8Array(data.buffer).toBase64();
  })()`;
}
