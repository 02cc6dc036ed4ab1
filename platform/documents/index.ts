export * from './errors.ts';
export * from './spec.ts';
export { openDrawing, type Drawing } from './drawing.ts';
export { renderPdf } from './render-pdf.ts';
export { signPdf } from './sign-pdf.ts';
export { verifyPdf, type PdfFault, type PdfVerdict } from './verify-pdf.ts';
export { readEmbedded } from './embedded.ts';
export { qrPng, qrSvg } from './qr.ts';
