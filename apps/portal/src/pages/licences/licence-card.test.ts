import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readableColour } from './licence-card.tsx';

function contrastWithWhite(hex: string): number {
  const part = (at: number) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 1.05 / (0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) + 0.05);
}

test('white text reads on a card of any colour a pack may choose', () => {
  const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(fc.property(colour, (hex) => contrastWithWhite(readableColour(hex)) >= 7));
});

test('a colour that is dark enough stays as the pack chose it', () => {
  expect(readableColour('#0f419f')).toBe('#0f419f');
});
