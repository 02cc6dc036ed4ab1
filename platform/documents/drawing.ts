import { Worker } from 'node:worker_threads';
import { renderPdf } from './render-pdf.ts';
import type { DocumentSpec } from './spec.ts';

/** `renderPdf` on a thread of its own, so that drawing does not hold up those who wait for answers. */
export type Drawing = {
  /** Equal to `renderPdf`, in its errors too. */
  draw(spec: DocumentSpec): Promise<Buffer>;
  /** Ends the thread; a later `draw` begins another. */
  stop(): Promise<void>;
};

/**
 * The thread begins with the first document and reads the fonts once. What it cannot draw, or had not drawn when it died, is drawn
 * here: so nothing is lost with it, and errors are those of `renderPdf`.
 */
export function openDrawing(
  start: () => Worker = () => new Worker(new URL('./drawing-thread.ts', import.meta.url)),
): Drawing {
  const waiting = new Map<number, (pdf: Uint8Array | undefined) => void>();
  let worker: Worker | undefined;
  let last = 0;

  const begin = (): Worker => {
    const begun = start();
    const gone = (): void => {
      if (worker !== begun) return;
      worker = undefined;
      for (const [id, answer] of waiting) {
        waiting.delete(id);
        answer(undefined);
      }
    };
    begun.on('message', ({ id, pdf }: { id: number; pdf?: Uint8Array }) => {
      waiting.get(id)?.(pdf);
      waiting.delete(id);
      // A thread with nothing to do does not keep the process alive.
      if (waiting.size === 0) begun.unref();
    });
    begun.on('error', gone);
    begun.on('exit', gone);
    return begun;
  };

  return {
    async draw(spec) {
      const drawn = await new Promise<Uint8Array | undefined>((answer) => {
        try {
          worker ??= begin();
          last += 1;
          worker.postMessage({ id: last, spec });
          waiting.set(last, answer);
          worker.ref();
        } catch {
          answer(undefined);
        }
      });
      return drawn === undefined ? renderPdf(spec) : Buffer.from(drawn.buffer, drawn.byteOffset, drawn.byteLength);
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
