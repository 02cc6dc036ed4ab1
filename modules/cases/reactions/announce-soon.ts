import type { EventStreamHub } from '@platform/http';

/** Tells open pages once the reaction's transaction has surely committed; a page that asked before would see the old state. */
export function announceSoon(live: EventStreamHub, data: Record<string, string>, subject: string): void {
  setTimeout(() => live.publish({ topic: 'cases', data, subject }), 150).unref();
}
