import { DELIVERIES } from '../../api/deliveries.ts';
import { useTopicLive } from '../../data/live-topic.ts';

/** Fetches what is shown of deliveries again when the server says that something changed. */
export const useDeliveriesLive = (): void => useTopicLive('deliveries', DELIVERIES);
