import type { Change, PackedChanges, Value } from '@platform/sources';
import { Batch } from './batch.ts';
import { keyOf, type Key } from './final-states.ts';
import type { LinePlan } from './line-plan.ts';
import { packedValues, SectionWriter } from './nats-codec.ts';

/** A change that must have the whole pipeline to itself: what came before it is in the lake, what comes after has not begun. */
export type Alone = { readonly plan: LinePlan; readonly lane: number; readonly section: SectionWriter };

/** Changes on their way to the lanes; `alone` goes before `lanes`. */
export type Segment = { readonly alone: Alone | undefined; readonly lanes: Map<number, Map<string, SectionWriter>> };

export type Routing = {
  readonly partitions: number;
  /** The hash under which appliers find how to take the plan's changes. */
  hashOf(plan: LinePlan): string;
  /** Part of a row was told: whether the lake has the rest has to be looked up before a chunk is joined. */
  partial(plan: LinePlan, key: Key, transaction: string): void;
};

/** The lane of a key: FNV-1a over its characters. Must never change, or a key would be in two lanes. */
export function laneOf(key: Key, partitions: number): number {
  const text = String(key);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** A batch whose changes go by their keys to lanes. Nothing is checked but the key: whoever applies a lane checks, beside the lake's row. */
export class RoutedBatch extends Batch {
  readonly segments: Segment[] = [{ alone: undefined, lanes: new Map() }];
  readonly #routing: Routing;
  readonly #byTable: readonly (readonly LinePlan[])[];
  #current: string;
  /** In which turn each transaction came. */
  readonly turns = new Map<string, number>();

  constructor(plans: readonly (readonly LinePlan[])[], transaction: string, routing: Routing) {
    super(plans, transaction);
    this.#byTable = plans;
    this.#routing = routing;
    this.#current = transaction;
    this.turns.set(transaction, 0);
  }

  override begin(transaction: string): void {
    super.begin(transaction);
    this.#current = transaction;
    this.turns.set(transaction, this.turns.size);
  }

  override addPacked(packed: PackedChanges): void {
    for (const plan of this.#byTable[packed.table] ?? []) {
      if (plan.fault) continue;
      for (let index = packed.from; index < packed.to; index += 1) {
        const key = this.#keyOf(plan, packedValues(packed, index));
        const section = this.#section(plan, key);
        section.packed(packed, index, this.#current);
        if (key !== undefined) plan.notes?.touch(key, this.#current);
      }
    }
    this.changes += packed.to - packed.from;
    this.bytes += (packed.starts[packed.to] as number) - (packed.starts[packed.from] as number);
  }

  override addChanges(changes: readonly Change[], bytes: number): void {
    for (const change of changes)
      for (const plan of this.#byTable[change.table] ?? []) if (!plan.fault) this.#route(plan, change);
    this.changes += changes.length;
    this.bytes += bytes;
  }

  #route(plan: LinePlan, change: Change): void {
    const transaction = this.#current;
    if (change.op === 'truncate') {
      plan.notes?.empty(transaction);
      this.#alone(plan, 0, change);
      return;
    }
    const key = this.#keyOf(plan, change.op === 'delete' ? change.before : change.after);
    if (change.op !== 'update') {
      this.#section(plan, key).change(change, transaction);
      if (key !== undefined) plan.notes?.touch(key, transaction);
      return;
    }
    const old = change.before ? this.#keyOf(plan, change.before) : key;
    for (const touched of [old, key]) if (touched !== undefined) plan.notes?.touch(touched, transaction);
    const whole = change.after.every((value) => value !== undefined);
    if (!whole && key !== undefined) this.#routing.partial(plan, key, transaction);
    const [from, to] = [this.#lane(old), this.#lane(key)];
    if (from === to || old === undefined) this.#section(plan, key).change(change, transaction);
    else if (key === undefined || !whole) {
      // Whoever has the old row has to make the new one out of it, in another's lane.
      this.#alone(plan, from, change);
    } else {
      this.#section(plan, old).change(
        { op: 'delete', table: change.table, before: change.before as Value[] },
        transaction,
      );
      this.#section(plan, key).change(
        { op: 'insert', table: change.table, after: change.after as Value[] },
        transaction,
      );
    }
  }

  #keyOf(plan: LinePlan, values: readonly (Value | undefined)[]): Key | undefined {
    const key = plan.checker.keyOf(values);
    return key && keyOf(key);
  }

  /** Rows without a sound key are set aside by whoever has the first lane. */
  #lane(key: Key | undefined): number {
    return key === undefined ? 0 : laneOf(key, this.#routing.partitions);
  }

  #section(plan: LinePlan, key: Key | undefined): SectionWriter {
    const { lanes } = this.segments.at(-1) as Segment;
    const lane = this.#lane(key);
    let sections = lanes.get(lane);
    if (!sections) lanes.set(lane, (sections = new Map()));
    const hash = this.#routing.hashOf(plan);
    let section = sections.get(hash);
    if (!section) sections.set(hash, (section = new SectionWriter(hash, plan.line.id)));
    return section;
  }

  #alone(plan: LinePlan, lane: number, change: Change): void {
    const section = new SectionWriter(this.#routing.hashOf(plan), plan.line.id);
    section.change(change, this.#current);
    this.segments.push({ alone: { plan, lane, section }, lanes: new Map() });
  }
}
