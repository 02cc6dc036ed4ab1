import type { ServerResponse } from 'node:http';

/** Something that changed, for pages that are open: a topic and what to look at again; never personal data. */
export type LiveMessage = { topic: string; data: Record<string, string | number | boolean | null> };

/** Server-sent events: pages subscribe to topics and fetch again what changed. */
export class EventStreamHub {
  readonly #clients = new Map<ServerResponse, ReadonlySet<string>>();
  readonly #heartbeat = setInterval(() => {
    for (const client of this.#clients.keys()) client.write(': \n\n');
  }, 20_000).unref();

  /** Takes over a response until its client goes away. */
  subscribe(response: ServerResponse, topics: ReadonlySet<string>): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write('retry: 2000\n\n');
    this.#clients.set(response, topics);
    response.on('close', () => this.#clients.delete(response));
  }

  publish(message: LiveMessage): void {
    const text = `event: ${message.topic}\ndata: ${JSON.stringify(message.data)}\n\n`;
    for (const [client, topics] of this.#clients) if (topics.has(message.topic)) client.write(text);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const client of this.#clients.keys()) client.end();
    this.#clients.clear();
  }
}
