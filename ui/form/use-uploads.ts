import { ApiProblem } from '../index.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { beginUpload, isUnscanned, removeFile, sendPieces, type Attachment } from './upload-client.ts';

/** A file as its field shows it. `stopped`: not whole, and this page does not have it any more. */
export type ShownFile = Pick<Attachment, 'id' | 'name' | 'size' | 'offset'> & {
  state: 'sending' | 'waiting' | 'stored' | 'stopped';
  mime: string | undefined;
  /** What the page itself has of it, to show before it has arrived. */
  local: string | undefined;
};
/** Why a file was not taken, by the field it was chosen for. */
export type Refusal = { field: string; name: string; error: unknown };

export type UploadsOfCase = {
  caseId: string;
  files: ReadonlyMap<string, ShownFile>;
  refusals: readonly Refusal[];
  /** Begins a file for the field at `pointer` (known to the server by `path`); `taken` is told its id as soon as it has one. */
  send: (
    pointer: string,
    path: string,
    file: File,
    told: { taken: (id: string) => void; refused: (id: string) => void },
  ) => void;
  /** Goes on with one that stopped, chosen again for the field at `pointer`; false when it is not the same file. */
  goOn: (pointer: string, id: string, file: File, refused: () => void) => boolean;
  /** The same with the file this page still has; false when it has none. */
  again: (pointer: string, id: string, refused: () => void) => boolean;
  /** Takes it from the server too; done when the server has let it go (or cannot be asked). */
  remove: (id: string) => Promise<void>;
  forgive: (pointer: string) => void;
  busy: boolean;
};

const shownOf = (one: Attachment): ShownFile => ({
  id: one.id,
  name: one.name,
  size: one.size,
  offset: one.offset,
  state: one.state === 'stored' ? 'stored' : 'stopped',
  mime: one.mime,
  local: undefined,
});

/** The files of a case's draft: those there already, and those on their way. */
export function useUploads(caseId: string, there: readonly Attachment[]): UploadsOfCase {
  const [files, setFiles] = useState<ReadonlyMap<string, ShownFile>>(
    () => new Map(there.map((one) => [one.id, shownOf(one)])),
  );
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const held = useRef(new Map<string, File>());

  const update = useCallback((id: string, more: Partial<ShownFile> | undefined) => {
    setFiles((before) => {
      const next = new Map(before);
      const one = next.get(id);
      if (more === undefined) {
        if (one?.local) URL.revokeObjectURL(one.local);
        next.delete(id);
      } else if (one) next.set(id, { ...one, ...more });
      return next;
    });
  }, []);

  useEffect(() => {
    const running = stops.current;
    // What is on its way stays at the server, and can be gone on with.
    return () => {
      for (const stop of running.values()) stop.abort();
      running.clear();
    };
  }, []);

  const refuse = useCallback((field: string, name: string, error: unknown) => {
    setRefusals((before) => [
      ...before.filter((one) => one.field !== field || one.name !== name),
      { field, name, error },
    ]);
  }, []);

  const run = useCallback(
    async (pointer: string, file: File, from: Attachment, refused: () => void) => {
      const stop = new AbortController();
      stops.current.set(from.id, stop);
      held.current.set(from.id, file);
      try {
        await sendPieces(caseId, file, from, {
          signal: stop.signal,
          progress: (offset) => update(from.id, { offset, state: 'sending' }),
          waiting: (offset) => update(from.id, { offset, state: 'waiting' }),
        });
        update(from.id, { state: 'stored', offset: file.size, mime: file.type });
        held.current.delete(from.id);
      } catch (error) {
        if (stop.signal.aborted) return;
        // Without a sign-in, or a scanner that answers, the file stays where it is, to go on with afterwards.
        if (isUnscanned(error) || (error instanceof ApiProblem && error.status === 401))
          update(from.id, { state: 'stopped' });
        else {
          update(from.id, undefined);
          refused();
        }
        refuse(pointer, file.name, error);
      } finally {
        stops.current.delete(from.id);
      }
    },
    [caseId, refuse, update],
  );

  const goOn: UploadsOfCase['goOn'] = (pointer, id, file, refused) => {
    const one = files.get(id);
    if (!one || one.name !== file.name || one.size !== file.size) return false;
    update(id, { state: 'sending' });
    setRefusals((before) => before.filter(({ field, name }) => field !== pointer || name !== file.name));
    const from = { ...one, field: '', material: '', state: 'receiving', scanned: false } as Attachment;
    void run(pointer, file, from, refused);
    return true;
  };

  return {
    caseId,
    files,
    refusals,
    busy: [...files.values()].some(({ state }) => state === 'sending' || state === 'waiting'),
    send(pointer, path, file, told) {
      beginUpload(caseId, { field: path, name: file.name, size: file.size }).then(
        (begun) => {
          const local = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined;
          setFiles((before) =>
            new Map(before).set(begun.id, { ...shownOf(begun), state: 'sending', mime: file.type, local }),
          );
          told.taken(begun.id);
          void run(pointer, file, begun, () => told.refused(begun.id));
        },
        (error: unknown) => refuse(pointer, file.name, error),
      );
    },
    goOn,
    again(pointer, id, refused) {
      const file = held.current.get(id);
      return file !== undefined && goOn(pointer, id, file, refused);
    },
    async remove(id) {
      stops.current.get(id)?.abort();
      update(id, undefined);
      // One that is gone already, or that the next hand-in leaves out anyway, is no fault to tell.
      await removeFile(caseId, id).catch(() => undefined);
    },
    forgive: (pointer) =>
      setRefusals((before) =>
        before.some(({ field }) => field === pointer) ? before.filter(({ field }) => field !== pointer) : before,
      ),
  };
}
