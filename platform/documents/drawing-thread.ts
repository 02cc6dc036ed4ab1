import { parentPort } from 'node:worker_threads';
import { renderPdf } from './render-pdf.ts';
import type { DocumentSpec } from './spec.ts';

/** The thread behind `openDrawing`: draws what it is sent. What cannot be drawn is said so; why, the asking thread finds out itself. */
parentPort?.on('message', ({ id, spec }: { id: number; spec: DocumentSpec }) => {
  renderPdf(spec).then(
    (pdf) => parentPort?.postMessage({ id, pdf }),
    () => parentPort?.postMessage({ id }),
  );
});
