/** On it processes that deliver are told that there may be something to deliver. */
export const DELIVERY_CHANNEL = 'yiwang_delivery';

const bells = new Set<() => void>();

/** Whether somebody in this process delivers events. */
export const isHeard = (): boolean => bells.size > 0;

/** Calls `ring` whenever an event of this process is kept, until the answer is called. One of another city in the same process rings as well. */
export function hear(ring: () => void): () => void {
  bells.add(ring);
  return () => void bells.delete(ring);
}

/** Rings all bells of this process. */
export function ringAll(): void {
  for (const ring of bells) ring();
}
