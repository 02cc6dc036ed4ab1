/** An entry as other modules see it. */
export type Entry = { id: string; title: string };

/** What other modules may ask of streams. */
export type StreamsPort = {
  /** The entry with this id, or undefined. */
  find(id: string): Promise<Entry | undefined>;
};
