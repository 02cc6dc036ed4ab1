import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Above this much resident memory, what was used up is collected at once after so many bytes of changes. */
const ROOMY_BYTES = 200 * 1024 * 1024;
const EVERY_BYTES = 16 * 1024 * 1024;

let handled = 0;
let collect: (() => void) | undefined;

/**
 * The rail makes little garbage of objects and much of bytes, of which the collector waits for hundreds of megabytes before it comes. A line must
 * stay below 300 MB however great a transaction is; so it is called, at 1 to 2 % of the time.
 * @param bytes of changes that were dealt with
 */
export function tidyMemory(bytes: number): void {
  handled += bytes;
  if (handled < EVERY_BYTES || process.memoryUsage.rss() < ROOMY_BYTES) return;
  handled = 0;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
