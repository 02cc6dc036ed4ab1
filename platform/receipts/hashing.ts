import { Transform } from 'node:stream';
import { sm3Stream } from '@platform/crypto';

/** A stream through which a body passes unchanged, of any length and in bounded memory; at its end it knows its SM3 and length. */
export type Hashing = Transform & { result(): { sm3: string; bytes: number } };

/** For facts of files: `pipeline(file, hashing, response)`, then `hashing.result()`. */
export function hashing(): Hashing {
  const hash = sm3Stream();
  let bytes = 0;
  let sum: string | undefined;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      sum = hash.digest('hex');
      done();
    },
  });
  return Object.assign(stream, {
    result() {
      if (sum === undefined) throw new Error('The body has not passed to its end');
      return { sm3: sum, bytes };
    },
  });
}
