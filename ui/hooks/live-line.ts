/** What changed on the server: says what to fetch again, never holds personal data. */
export type LiveMessage = { topic: string; data: Record<string, string | number | boolean | null> };
type Listener = { topics: readonly string[]; hear: (message: LiveMessage) => void };
/** What the line needs of an `EventSource`. */
export type Stream = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;

const RETRY_MS = 5000;
const CLOSED = 2;

/**
 * The one line of a tab to the server's live topics. A browser allows six connections to a server over HTTP/1.1, for all its tabs: a
 * line for each part of a page would leave none to fetch with. It is opened anew when somebody listens for a topic it does not carry,
 * and closed when nobody listens any more.
 */
export class LiveLine {
  readonly #open: (address: string) => Stream;
  readonly #listeners = new Set<Listener>();
  #stream: Stream | undefined;
  #carried: readonly string[] = [];
  #joined = false;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #retrying: ReturnType<typeof setTimeout> | undefined;

  constructor(open: (address: string) => Stream) {
    this.#open = open;
  }

  /**
   * Hears messages of these topics, and one of the topic `joined` whenever the line opens, or at once where it is open: what happened
   * before that moment was told to nobody here.
   * @returns ends it
   */
  listen(topics: readonly string[], hear: (message: LiveMessage) => void): () => void {
    const listener = { topics, hear };
    this.#listeners.add(listener);
    this.#settle(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#settle();
    };
  }

  /** After the page has been drawn: parts that leave and come in one turn of the page share one look at what is wanted. */
  #settle(newcomer?: Listener): void {
    if (newcomer && this.#carries(newcomer) && this.#joined)
      setTimeout(() => this.#listeners.has(newcomer) && this.#carries(newcomer) && newcomer.hear(JOINED));
    if (this.#settling !== undefined) return;
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      if (this.#listeners.size === 0) this.#close();
      else if (![...this.#listeners].every((one) => this.#carries(one))) this.#connect();
    });
  }

  #carries({ topics }: Listener): boolean {
    return topics.every((topic) => this.#carried.includes(topic));
  }

  #close(): void {
    clearTimeout(this.#retrying);
    this.#stream?.close();
    this.#stream = undefined;
    this.#carried = [];
    this.#joined = false;
  }

  #connect(): void {
    this.#close();
    this.#carried = [...new Set([...this.#listeners].flatMap(({ topics }) => topics))].sort();
    const stream = this.#open(`/api/live?topics=${encodeURIComponent(this.#carried.join(','))}`);
    this.#stream = stream;
    stream.addEventListener('open', () => {
      if (this.#stream !== stream) return;
      this.#joined = true;
      this.#tell(JOINED, () => true);
    });
    // The browser joins again by itself after a short break; after a refusal (signed out, restart behind a proxy) it does not.
    stream.addEventListener('error', () => {
      if (this.#stream !== stream) return;
      this.#joined = false;
      if (stream.readyState === CLOSED) this.#retrying = setTimeout(() => this.#connect(), RETRY_MS);
    });
    for (const topic of this.#carried)
      stream.addEventListener(topic, (event) => {
        if (this.#stream !== stream) return;
        const data = JSON.parse((event as MessageEvent<string>).data) as LiveMessage['data'];
        this.#tell({ topic, data }, (listener) => listener.topics.includes(topic));
      });
  }

  #tell(message: LiveMessage, whom: (listener: Listener) => boolean): void {
    for (const listener of this.#listeners) if (whom(listener)) listener.hear(message);
  }
}

const JOINED: LiveMessage = { topic: 'joined', data: {} };
