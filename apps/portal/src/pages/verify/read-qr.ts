import jsQR from 'jsqr';

const WIDEST = 1600;

/** The text of the QR code on a photo; undefined when none is found. Large photos are tried small first, which is also sharper. */
export async function readQrFromPhoto(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const canvas = document.createElement('canvas');
  for (const widest of [800, WIDEST]) {
    const scale = Math.min(1, widest / Math.max(picture.width, picture.height));
    const text = readFrom(canvas, picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The text of the QR code in a still of `source`, drawn at the given size. */
export function readFrom(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  width: number,
  height: number,
): string | undefined {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || width === 0 || height === 0) return undefined;
  context.drawImage(source, 0, 0, width, height);
  return jsQR(context.getImageData(0, 0, width, height).data, width, height)?.data || undefined;
}
