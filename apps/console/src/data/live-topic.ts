import { useLive } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

const SETTLE_MS = 1_000;

/** Fetches what begins with `key` again when the server says that something of the topic changed; at most once a second. */
export function useTopicLive(topic: string, key: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive([topic], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: [key] });
    }, SETTLE_MS);
  });
}
