import { useEffect, useEffectEvent, useRef } from 'react';
import { LiveLine, type LiveMessage } from './live-line.ts';

export type { LiveMessage } from './live-line.ts';

const line = new LiveLine((address) => new EventSource(address));

/**
 * Listens to the server's live topics while the component is shown; all listeners of a tab share one connection. `onMessage` gets the
 * topic `joined` whenever the line opens: what happened between the page's own fetch and that moment was told to nobody, so anything
 * may have changed. Without topics it listens to nothing.
 */
export function useLive(topics: readonly string[], onMessage: (message: LiveMessage) => void): void {
  const receive = useEffectEvent(onMessage);
  const list = topics.join(',');
  useEffect(() => {
    if (list === '' || typeof EventSource === 'undefined') return;
    return line.listen(list.split(','), (message) => receive(message));
  }, [list]);
}

/**
 * Calls `onNews` after messages of these topics, at most once in `pauseMs` however much happens: the messages of a whole city must not
 * make every open page fetch without end. Never before the last of them.
 */
export function useCalmLive(topics: readonly string[], onNews: () => void, pauseMs = 1_000): void {
  const tell = useEffectEvent(onNews);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  useEffect(() => stop, []);
  useLive(topics, () => {
    timer.current ??= setTimeout(() => {
      stop();
      tell();
    }, pauseMs);
  });
}
