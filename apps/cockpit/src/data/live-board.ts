import { useLive, type Board } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { boardQuery } from './queries.ts';

const TOPICS = ['exchange', 'cases', 'interfaces', 'licences', 'reviews'] as const;
/** A load sends many messages a second; the figures are asked for at most this often. */
const PAUSE_MS = 2000;

export type LiveBoard = {
  board: Board | undefined;
  /** The last answer failed; `board`, where there is one, is from before. */
  error: unknown;
  again: () => void;
};

/** A board's figures, kept fresh by live messages and by the clock; the last ones stay when the server is silent. */
export function useLiveBoard(id: string): LiveBoard {
  const client = useQueryClient();
  const query = useQuery(boardQuery(id));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLive(TOPICS, () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['board'] });
    }, PAUSE_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return { board: query.data, error: query.isError ? query.error : undefined, again: () => void query.refetch() };
}
