import { useEffect, useEffectEvent } from 'react';

/** What changed on the server: says what to fetch again, never holds personal data. */
export type LiveMessage = { topic: string; data: Record<string, string | number | boolean | null> };

const RETRY_MS = 5000;

/**
 * Listens to the server's live topics while the component is shown. The browser joins again by itself after a short break; after
 * a refusal (signed out, restart behind a proxy) this tries again. `onMessage` gets the topic `joined` whenever the line opens: what
 * happened between the page's own fetch and that moment was told to nobody, so anything may have changed.
 */
export function useLive(topics: readonly string[], onMessage: (message: LiveMessage) => void): void {
  const receive = useEffectEvent(onMessage);
  const list = topics.join(',');
  useEffect(() => {
    if (list === '' || typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(`/api/live?topics=${encodeURIComponent(list)}`);
      source.addEventListener('open', () => receive({ topic: 'joined', data: {} }));
      source.addEventListener('error', () => {
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
