import { useCalmLive } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';

/** Fetches what begins with `key` again when the server says that something of the topic changed; at most once a second. */
export function useTopicLive(topic: string, key: string, enabled = true): void {
  const client = useQueryClient();
  useCalmLive(enabled ? [topic] : [], () => void client.invalidateQueries({ queryKey: [key] }));
}
