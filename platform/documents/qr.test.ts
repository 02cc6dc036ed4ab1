import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { qrModules, qrPng, qrSvg } from './qr.ts';

// The package is CommonJS with `export default`: what Node gives is the function, what the types give is its namespace.
const scan = jsqr as unknown as typeof jsqr.default;
const text = 'https://example.org/verify/核验?c=1234567890abcdef';

test('the picture can be scanned', async () => {
  const { data, width, height } = PNG.sync.read(await qrPng(text));
  expect(width).toBeGreaterThanOrEqual(300);
  expect(scan(new Uint8ClampedArray(data), width, height)?.data).toBe(text);
});

test('the drawing is an SVG without script or style', async () => {
  const svg = await qrSvg(text);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).not.toMatch(/<script|style=|<text/);
});

test('the modules drawn into documents can be scanned', () => {
  const { size, dark } = qrModules(text);
  const unit = 4;
  const side = (size + 8) * unit;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [Math.floor(y / unit) - 4, Math.floor(x / unit) - 4];
      const inside = row >= 0 && column >= 0 && row < size && column < size;
      if (inside && dark(row, column)) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  expect(scan(pixels, side, side)?.data).toBe(text);
});

test('a text too long for a code that phones can read is refused with words', async () => {
  await expect(qrPng('字'.repeat(401))).rejects.toMatchObject({ code: 'documents.qr-text-too-long' });
});
