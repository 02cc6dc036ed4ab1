import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';

/** One weight of the embedded face, parsed: what pdfkit takes as a font, and what says whether a character can be shown. */
export type Face = { readonly source: object; has(codePoint: number): boolean };

const FILES = { regular: '400Regular/NotoSansSC_400Regular.ttf', bold: '700Bold/NotoSansSC_700Bold.ttf' } as const;
const require = createRequire(import.meta.url);
const faces = new Map<keyof typeof FILES, Face>();

/** Noto Sans SC (SIL Open Font License), read and parsed once a process: 10 MB and some 50 ms a weight. */
export function face(weight: keyof typeof FILES): Face {
  let found = faces.get(weight);
  if (found === undefined) {
    const path = join(dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json')), FILES[weight]);
    found = plainFace(create(readFileSync(path)));
    faces.set(weight, found);
  }
  return found;
}

type PlainGlyph = { id: number; advanceWidth: number; codePoints: number[] };

/**
 * The font with one glyph a character and no shaping. Chinese and Latin text needs none; the shaping engine is slow,
 * and it remembers in the shared font which character first used a glyph, so that documents would depend on one another.
 */
function plainFace(font: Font): Face {
  const glyphs = new Map<number, PlainGlyph>();
  const glyphOf = (codePoint: number): PlainGlyph => {
    let glyph = glyphs.get(codePoint);
    if (glyph === undefined) {
      const { id, advanceWidth } = font.glyphForCodePoint(codePoint);
      glyph = { id, advanceWidth, codePoints: [codePoint] };
      glyphs.set(codePoint, glyph);
    }
    return glyph;
  };
  const layout = (text: string): object => {
    const run = Array.from(text, (character) => glyphOf(character.codePointAt(0) as number));
    const positions = run.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }));
    return {
      glyphs: run,
      positions,
      // Read by pdfkit after it has scaled the positions in place, so it must be summed when asked.
      get advanceWidth() {
        return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
      },
    };
  };
  const source = Object.create(font, { layout: { value: layout } }) as object;
  return { source, has: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
}

/** `text` with every character the face cannot show replaced by its code, `[U+2A6D6]`: readable, and no silent box. */
export function showable(text: string, ...needed: Face[]): string {
  return Array.from(text, (character) => {
    const codePoint = character.codePointAt(0) as number;
    if (codePoint < 0x20) return codePoint === 0x0a ? character : ' ';
    if (needed.every((one) => one.has(codePoint))) return character;
    return `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`;
  }).join('');
}
