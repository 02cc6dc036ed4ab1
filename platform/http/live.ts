import type { ServerResponse } from 'node:http';

/**
 * Something that changed, for pages that are open: a topic and what to look at again; never personal data. With `subject` (a blind
 * index, never sent) residents get it only when it is about them.
 */
export type LiveMessage = { topic: string; data: Record<string, string | number | boolean | null>; subject?: string };

/** Who listens: staff to the topics of their permissions, a resident to what may be about them. */
export type LiveListener = { topics: ReadonlySet<string>; resident?: { subject: string } };

/** A client that reads so slowly that this much waits for it is let go; it joins again and fetches anew. */
const MOST_WAITING_BYTES = 256 * 1024;
/** Within this time a reaction's transaction has surely committed. */
const COMMITTED_MS = 150;

/** Server-sent events: pages subscribe to topics and fetch again what changed. */
export class EventStreamHub {
  readonly #clients = new Map<ServerResponse, LiveListener>();
  /** Messages that wait for their time, by what they say; whether the same was asked for again meanwhile. */
  readonly #soon = new Map<string, { timer: NodeJS.Timeout; again: boolean }>();
  readonly #heartbeat = setInterval(() => {
    for (const client of this.#clients.keys()) this.#write(client, ': \n\n');
  }, 20_000).unref();

  /** Takes over a response until its client goes away. */
  subscribe(response: ServerResponse, listener: LiveListener): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    response.write('retry: 2000\n\n');
    this.#clients.set(response, listener);
    response.on('close', () => this.#clients.delete(response));
  }

  publish({ topic, data, subject }: LiveMessage): void {
    const text = `event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`;
    // Numbers of other people's cases are none of a resident's business.
    const bare = `event: ${topic}\ndata: {}\n\n`;
    for (const [client, { topics, resident }] of this.#clients) {
      if (!topics.has(topic)) continue;
      if (resident === undefined) this.#write(client, text);
      else if (subject === undefined) this.#write(client, bare);
      else if (subject === resident.subject) this.#write(client, text);
    }
  }

  /**
   * Publishes from within a transaction, once it has surely committed: a page that asked before would see the old state. The same message asked
   * for many times goes at most once in that time, and once more after the last.
   */
  announceSoon(message: LiveMessage): void {
    const key = JSON.stringify([message.topic, message.data, message.subject]);
    const waiting = this.#soon.get(key);
    if (waiting) {
      waiting.again = true;
      return;
    }
    const timer = setTimeout(() => {
      const again = this.#soon.get(key)?.again;
      this.#soon.delete(key);
      this.publish(message);
      if (again) this.announceSoon(message);
    }, COMMITTED_MS).unref();
    this.#soon.set(key, { timer, again: false });
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const { timer } of this.#soon.values()) clearTimeout(timer);
    this.#soon.clear();
    for (const client of this.#clients.keys()) client.end();
    this.#clients.clear();
  }

  #write(client: ServerResponse, text: string): void {
    if (client.writableLength > MOST_WAITING_BYTES) {
      this.#clients.delete(client);
      client.destroy();
    } else client.write(text);
  }
}
