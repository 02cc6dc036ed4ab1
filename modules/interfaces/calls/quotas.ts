import { addDays, shanghaiDate, startOfShanghaiDay, type Clock, type PlainDate } from '@platform/kernel';
import type { Grant } from '@modules/sharing/contract';
import { interfaceErrors } from '../errors.ts';
import type { Usage } from '../store/calls.ts';

type Counted = { day: PlainDate; calls: number; rows: number };
export type Pair = { day: PlainDate; interface: string; application: string };

/**
 * What grants allow a day, counted in this process from what was recorded when the pair was first used: so a restart forgets nothing.
 * Calls under way count; what is refused is given back.
 */
export class Quotas {
  readonly #clock: Clock;
  readonly #read: (pair: Pair) => Promise<Usage>;
  #day: PlainDate = '';
  #pairs = new Map<string, Counted>();
  #reading = new Map<string, Promise<void>>();

  constructor(clock: Clock, read: (pair: Pair) => Promise<Usage>) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Whether today's use must be read first; see {@link ready}. */
  needsReading(grant: Grant, interfaceId: string): boolean {
    return limited(grant) && this.#counted(interfaceId, grant.application) === undefined;
  }

  /** Reads what was used today before this process counted. */
  async ready(grant: Grant, interfaceId: string): Promise<void> {
    if (!this.needsReading(grant, interfaceId)) return;
    const name = nameOf(interfaceId, grant.application);
    const day = this.#day;
    let reading = this.#reading.get(name);
    if (!reading) {
      reading = this.#read({ day, interface: interfaceId, application: grant.application })
        .then(({ calls, rows }) => {
          if (this.#day === day) this.#pairs.set(name, { day, calls, rows });
        })
        .finally(() => this.#reading.delete(name));
      this.#reading.set(name, reading);
    }
    await reading;
  }

  /**
   * Counts one call.
   * @throws interfaces.quota-used with the wait until midnight
   */
  take(grant: Grant, interfaceId: string): void {
    if (!limited(grant)) return;
    const counted = this.#counted(interfaceId, grant.application);
    if (!counted) return;
    if (grant.callsPerDay !== undefined && counted.calls >= grant.callsPerDay)
      throw this.#used(grant, interfaceId, grant.callsPerDay, '次', 'calls');
    if (grant.rowsPerDay !== undefined && counted.rows >= grant.rowsPerDay)
      throw this.#used(grant, interfaceId, grant.rowsPerDay, '行', 'rows');
    counted.calls += 1;
  }

  /** A call that was counted and is refused after all. */
  giveBack(grant: Grant, interfaceId: string): void {
    const counted = limited(grant) ? this.#counted(interfaceId, grant.application) : undefined;
    if (counted) counted.calls = Math.max(0, counted.calls - 1);
  }

  /**
   * Counts the rows of an answer that is about to leave.
   * @throws interfaces.quota-used when they are more than is left today
   */
  takeRows(grant: Grant, interfaceId: string, rows: number): void {
    const counted = limited(grant) ? this.#counted(interfaceId, grant.application) : undefined;
    if (!counted) return;
    if (grant.rowsPerDay !== undefined && counted.rows + rows > grant.rowsPerDay)
      throw this.#used(grant, interfaceId, grant.rowsPerDay, '行', 'rows');
    counted.rows += rows;
  }

  /** Rows that were counted and did not leave. */
  giveBackRows(grant: Grant, interfaceId: string, rows: number): void {
    const counted = limited(grant) ? this.#counted(interfaceId, grant.application) : undefined;
    if (counted) counted.rows = Math.max(0, counted.rows - rows);
  }

  #counted(interfaceId: string, application: string): Counted | undefined {
    const day = shanghaiDate(this.#clock.now());
    if (day !== this.#day) {
      this.#day = day;
      this.#pairs = new Map();
    }
    return this.#pairs.get(nameOf(interfaceId, application));
  }

  #used(grant: Grant, interfaceId: string, limit: number, what: string, whatEn: string): Error {
    const now = this.#clock.now();
    const midnight = startOfShanghaiDay(addDays(shanghaiDate(now), 1));
    const seconds = Math.max(1, Math.ceil((midnight.getTime() - now.getTime()) / 1_000));
    return interfaceErrors.quotaUsed(
      { application: grant.application, interface: interfaceId, limit, what, whatEn, seconds },
      { retryAfter: seconds },
    );
  }
}

const limited = (grant: Grant): boolean => grant.callsPerDay !== undefined || grant.rowsPerDay !== undefined;
const nameOf = (interfaceId: string, application: string): string => `${interfaceId} ${application}`;
