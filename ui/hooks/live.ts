import { useEffect, useEffectEvent } from 'react';

/** What changed on the server: says what to fetch again, never holds personal data. */
export type LiveMessage = { topic: string; data: Record<string, string | number | boolean | null> };

const RETRY_MS = 5000;

/**
 * Listens to the server's live topics while the component is shown. The browser joins again by itself after a short break; after
 * a refusal (signed out, restart behind a proxy) this tries again. `onMessage` gets the topic `reconnected` after a gap, for then
 * anything may have changed.
 */
export function useLive(topics: readonly string[], onMessage: (message: LiveMessage) => void): void {
  const receive = useEffectEvent(onMessage);
  const list = topics.join(',');
  useEffect(() => {
    if (list === '' || typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gap = false;
    const open = () => {
      source = new EventSource(`/api/live?topics=${encodeURIComponent(list)}`);
      source.addEventListener('open', () => {
        if (gap) receive({ topic: 'reconnected', data: {} });
        gap = false;
      });
      source.addEventListener('error', () => {
        gap = true;
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
      });
      for (const topic of list.split(','))
        source.addEventListener(topic, (event: MessageEvent<string>) => {
          receive({ topic, data: JSON.parse(event.data) as LiveMessage['data'] });
        });
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [list]);
}
