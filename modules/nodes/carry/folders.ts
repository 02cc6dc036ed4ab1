import type { FerryFolder } from '@platform/ferry';

/** Packages in memory, in place of a gate's folder: what came with one request or answer. */
export function memoryFolder(
  given: Iterable<readonly [string, Buffer]> = [],
): FerryFolder & { readonly files: Map<string, Buffer> } {
  const files = new Map(given);
  return {
    files,
    list: async () => [...files.keys()].sort().map((name) => ({ name, settled: true })),
    read: async (name) => files.get(name),
    write: async (name, bytes) => void files.set(name, bytes),
    remove: async (name) => void files.delete(name),
  };
}

/** A gate that is a call to the other node: a package goes out with it, and what it answers lies in `answers`. */
export function callingFolder(
  send: (name: string, bytes: Buffer) => Promise<{ name: string; bytes: Buffer } | undefined>,
  answers: FerryFolder,
): FerryFolder {
  return {
    list: async () => [],
    read: async () => undefined,
    remove: async () => undefined,
    async write(name, bytes) {
      const answer = await send(name, bytes);
      if (answer) await answers.write(answer.name, answer.bytes);
    },
  };
}
