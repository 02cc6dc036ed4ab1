/**
 * Rows of one kind while a command runs. Rows are replaced, never changed; only those touched are told to the store. Order is that of
 * making, so that the same command on the same state always does the same.
 */
export class Rows<Row> {
  readonly #before: readonly Row[];
  readonly #rows: Map<string, Row>;
  readonly #fresh = new Set<string>();
  readonly #put = new Set<string>();
  readonly #removed = new Set<string>();

  constructor(before: readonly Row[], idOf: (row: Row) => string) {
    this.#before = before;
    this.#rows = new Map();
    for (const row of before) this.#rows.set(idOf(row), row);
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  values(): Iterable<Row> {
    return this.#rows.values();
  }

  put(id: string, row: Row): void {
    if (!this.#rows.has(id)) this.#fresh.add(id);
    this.#rows.set(id, row);
    this.#put.add(id);
  }

  remove(id: string): void {
    if (!this.#rows.delete(id)) return;
    this.#put.delete(id);
    // What was made and is gone within one command was never seen by anyone.
    if (!this.#fresh.delete(id)) this.#removed.add(id);
  }

  /** Whether it was made by this command. */
  isFresh(id: string): boolean {
    return this.#fresh.has(id);
  }

  all(): readonly Row[] {
    return this.#put.size === 0 && this.#removed.size === 0 ? this.#before : [...this.#rows.values()];
  }

  written(): Row[] {
    return [...this.#put].map((id) => this.#rows.get(id) as Row);
  }

  removed(): string[] {
    return [...this.#removed];
  }
}
