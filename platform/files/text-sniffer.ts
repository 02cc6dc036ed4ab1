export type TextEncoding = 'utf-8' | 'gb18030';

/** Control characters that no text file holds; tab, line feed, form feed, carriage return and DOS end-of-file are let through. */
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u0019\u001b-\u001f]/;

/**
 * Watches a stream go by and says at its end whether all of it was text, and in which encoding: UTF-8 if it fits,
 * else GB18030, which old Chinese programs write.
 */
export function createTextSniffer(): { see(chunk: Uint8Array): void; encoding(): TextEncoding | undefined } {
  const decoders = new Map<TextEncoding, TextDecoder>([
    ['utf-8', new TextDecoder('utf-8', { fatal: true })],
    ['gb18030', new TextDecoder('gb18030', { fatal: true })],
  ]);
  const feed = (act: (decoder: TextDecoder) => string): void => {
    for (const [encoding, decoder] of decoders) {
      try {
        if (CONTROL.test(act(decoder))) decoders.delete(encoding);
      } catch {
        decoders.delete(encoding);
      }
    }
  };
  return {
    see: (chunk) => feed((decoder) => decoder.decode(chunk, { stream: true })),
    encoding() {
      feed((decoder) => decoder.decode());
      return decoders.keys().next().value;
    },
  };
}
