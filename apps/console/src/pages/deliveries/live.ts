import { useLive } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { DELIVERIES } from '../../api/deliveries.ts';

const GATHER_MS = 500;

/** Fetches what is shown of deliveries again when the server says that something changed. */
export function useDeliveriesLive(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(['deliveries'], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: [DELIVERIES] });
    }, GATHER_MS);
  });
}
