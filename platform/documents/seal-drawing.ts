/** Red of a seal's ink. */
const INK = '#c8102e';

/**
 * Draws a round test seal: ring, five-pointed star, the owner's name along the ring, and 测试章 (test seal) across the
 * foot. The mark is part of the drawing, not a text to be set: a demonstration must never draw a seal that could pass for real.
 */
export function drawTestSeal(
  page: PDFKit.PDFDocument,
  seal: { owner: string; centreX: number; centreY: number; radius: number },
): void {
  const { centreX, centreY, radius } = seal;
  page.save();
  page.opacity(0.82);
  page
    .lineWidth(radius * 0.06)
    .circle(centreX, centreY, radius)
    .stroke(INK);
  drawStar(page, centreX, centreY, radius * 0.3);
  page.font('bold');
  page.fillColor(INK);
  drawAlongRing(page, [...seal.owner], seal);
  const size = radius * 0.26;
  page.fontSize(size);
  const mark = '测试章';
  page.text(mark, centreX - page.widthOfString(mark) / 2, centreY + radius * 0.42, { lineBreak: false });
  page.restore();
}

function drawStar(page: PDFKit.PDFDocument, centreX: number, centreY: number, radius: number): void {
  const points = Array.from({ length: 10 }, (_, index): [number, number] => {
    const angle = (index * Math.PI) / 5 - Math.PI / 2;
    const reach = index % 2 === 0 ? radius : radius * 0.382;
    return [centreX + reach * Math.cos(angle), centreY + reach * Math.sin(angle)];
  });
  page.polygon(...points).fill(INK);
}

/** One character after another, upright to the centre, over at most 250 degrees; long names get smaller characters. */
function drawAlongRing(
  page: PDFKit.PDFDocument,
  characters: string[],
  { centreX, centreY, radius }: { centreX: number; centreY: number; radius: number },
): void {
  const widest = (250 * Math.PI) / 180;
  const ring = radius * 0.76;
  const size = Math.min(radius * 0.29, (widest * ring) / Math.max(characters.length, 1));
  page.fontSize(size);
  const widths = characters.map((character) => page.widthOfString(character) * 1.12);
  const total = widths.reduce((sum, width) => sum + width, 0);
  let travelled = -total / 2;
  for (const [index, character] of characters.entries()) {
    const width = widths[index] as number;
    const degrees = ((travelled + width / 2) / ring) * (180 / Math.PI);
    page.save();
    page.rotate(degrees, { origin: [centreX, centreY] });
    page.text(character, centreX - page.widthOfString(character) / 2, centreY - ring - size * 0.62, {
      lineBreak: false,
    });
    page.restore();
    travelled += width;
  }
}
