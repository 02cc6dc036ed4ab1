import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';

/** Reads the QR code in a picture of what the page shows, as a phone's camera would. */
export async function readQr(shown: Locator): Promise<string | undefined> {
  // Away from the bars that lie over the window's edges.
  await shown.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const { data, width, height } = PNG.sync.read(await shown.screenshot());
  // jsqr is a CommonJS module: its function is the default of the default.
  const read = (typeof jsQR === 'function' ? jsQR : (jsQR as unknown as { default: unknown }).default) as (
    pixels: Uint8ClampedArray,
    width: number,
    height: number,
  ) => { data: string } | null;
  return read(new Uint8ClampedArray(data), width, height)?.data;
}
