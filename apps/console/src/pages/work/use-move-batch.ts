import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { LocalText } from '@yiwang/ui';
import {
  moveCases,
  tryMoves,
  type Mapping,
  type MoveTrial,
  type RunningVersion,
  type TriedCase,
} from '../../api/moves.ts';
import { WORK_KEY } from './work-list.ts';

/** Cases moved by one call: few, so that progress shows and a stop comes soon. */
const TOGETHER = 20;

export type Outcome = { caseId: string; caseNo: string; moved: boolean; why?: LocalText };
export type Trial = Pick<MoveTrial, 'results' | 'places' | 'notes' | 'stays'> & {
  /** All cases of the version were tried. */
  whole: boolean;
};
export type Phase = 'choosing' | 'trying' | 'tried' | 'moving' | 'over';

/**
 * Tries a move of all cases of a version page by page, then moves those that the trial showed, some at a time. Both can be stopped between two calls; what
 * was moved stays moved, and nothing moves that was not tried with the very choices shown.
 */
export function useMoveBatch(running: RunningVersion) {
  const client = useQueryClient();
  const first = running.targets.find(({ inUse }) => inUse) ?? running.targets[0];
  const [version, setVersion] = useState(first?.version ?? '');
  const [mapping, setMapping] = useState<Mapping>({});
  const [phase, setPhase] = useState<Phase>('choosing');
  const [trial, setTrial] = useState<Trial>();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [error, setError] = useState<unknown>();
  const [began, setBegan] = useState(0);
  const stopping = useRef(false);

  /** What was tried is not what would be done any more; the places stay, to be chosen from. */
  const changed = (): void => {
    setPhase('choosing');
    setError(undefined);
  };
  const begin = (next: Phase): void => {
    stopping.current = false;
    setError(undefined);
    setBegan(Date.now());
    setPhase(next);
  };

  const attempt = async (): Promise<void> => {
    begin('trying');
    let known: Trial = { results: [], places: [], notes: [], stays: [], whole: false };
    setTrial(known);
    try {
      for (let after: string | undefined; !stopping.current && !known.whole; ) {
        const page = await tryMoves(running.matter, {
          from: running.version,
          version,
          mapping,
          ...(after === undefined ? {} : { after }),
        });
        known = together(known, page);
        setTrial(known);
        after = page.next;
      }
      setPhase('tried');
    } catch (failure) {
      setError(failure);
      setPhase('choosing');
    }
  };

  const move = async (reason: string): Promise<void> => {
    const wanted = (trial?.results ?? []).flatMap((one) =>
      one.moves && one.seen !== undefined ? [{ ...one, seen: one.seen }] : [],
    );
    begin('moving');
    let done: Outcome[] = [];
    setOutcomes(done);
    try {
      for (let at = 0; at < wanted.length && !stopping.current; at += TOGETHER) {
        const some = wanted.slice(at, at + TOGETHER);
        const { results } = await moveCases(running.matter, {
          version,
          mapping,
          reason,
          cases: some.map(({ caseId, seen }) => ({ caseId, seen })),
        });
        done = [...done, ...results.map((one) => ({ ...one, caseNo: numberOf(some, one.caseId) }))];
        setOutcomes(done);
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setPhase('over');
      void client.invalidateQueries({ queryKey: [WORK_KEY] });
    }
  };

  return {
    version,
    mapping,
    phase,
    trial,
    outcomes,
    error,
    began,
    chooseVersion(chosen: string) {
      setVersion(chosen);
      setMapping({});
      setTrial(undefined);
      changed();
    },
    map(node: string, to: string) {
      setMapping((before) => ({ ...before, [node]: to }));
      setTrial(
        (before) =>
          before && {
            ...before,
            places: before.places.map((place) => (place.node === node ? { ...place, to } : place)),
          },
      );
      changed();
    },
    attempt,
    move,
    stop() {
      stopping.current = true;
    },
  };
}

/** The trial so far with one page more. */
function together(before: Trial, page: MoveTrial): Trial {
  const places = new Map(before.places.map((place) => [place.node, place]));
  for (const place of page.places)
    places.set(place.node, { ...place, cases: place.cases + (places.get(place.node)?.cases ?? 0) });
  const notes = new Map(before.notes.map((note) => [note.text.zh, note]));
  for (const note of page.notes)
    notes.set(note.text.zh, { ...note, cases: note.cases + (notes.get(note.text.zh)?.cases ?? 0) });
  return {
    results: [...before.results, ...page.results],
    places: [...places.values()],
    notes: [...notes.values()],
    stays: page.stays,
    whole: page.next === undefined,
  };
}

const numberOf = (cases: readonly TriedCase[], id: string): string =>
  cases.find(({ caseId }) => caseId === id)?.caseNo ?? '';
