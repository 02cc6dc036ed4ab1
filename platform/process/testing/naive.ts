import type { ProcessModel } from '../index.ts';

/** How many tokens lie on which sequence flows, and at which open tasks. */
type Place = { flows: Map<string, number>; tasks: Map<string, number> };

/**
 * The token game read off the standard word by word, slowly: tokens lie on sequence flows, gateways fire when §13.4 says they may. For
 * models of tasks, gateways and plain or terminate ends. It is a second oracle for what bpmn-engine does not do: inclusive joins.
 *
 * Where several inclusive joins may fire, §13.4.3 names none as the first, and the first may give another a token to merge with its own.
 * So each order is played, and what the standard allows is a set of places.
 */
export class Naive {
  readonly #model: ProcessModel;
  #places: Place[];

  constructor(model: ProcessModel, decisions: Readonly<Record<string, boolean>>) {
    this.#model = model;
    const place: Place = { flows: new Map(), tasks: new Map() };
    this.#leave(place, model.scopes[model.id]?.start as string);
    this.#places = this.#settle([place], decisions);
  }

  /** The open tasks in each order of joins, " (end)" behind them where nothing is left to happen. */
  allowed(): string[] {
    return [...new Set(this.#places.map(shown))];
  }

  /** Of the orders allowed, one was seen: those that led elsewhere are not gone on with. */
  saw(tasks: string): void {
    this.#places = this.#places.filter((place) => shown(place) === tasks);
  }

  complete(task: string, decisions: Readonly<Record<string, boolean>>): void {
    for (const place of this.#places) {
      take(place.tasks, task);
      this.#leave(place, task);
    }
    this.#places = this.#settle(this.#places, decisions);
  }

  #leave({ flows }: Place, node: string): void {
    for (const flow of this.#model.nodes[node]?.outgoing ?? []) put(flows, flow);
  }

  /** All else goes on before an inclusive join is looked at: it waits for what can still come. */
  #settle(from: readonly Place[], decisions: Readonly<Record<string, boolean>>): Place[] {
    const nodes = Object.values(this.#model.nodes);
    const joins = nodes.filter(({ type }) => type === 'inclusive-gateway');
    const others = nodes.filter(({ type }) => type !== 'inclusive-gateway');
    const settled = new Map<string, Place>();
    const seen = new Set<string>();
    const open = [...from];
    for (let place = open.pop(); place; place = open.pop()) {
      const here = place;
      while (others.some(({ id }) => this.#fire(here, id, decisions)));
      const key = [here.flows, here.tasks].map((counts) => [...counts].sort().join(' ')).join(' | ');
      if (seen.has(key)) continue;
      seen.add(key);
      const next = joins.map(({ id }) => ({ id, to: { flows: new Map(here.flows), tasks: new Map(here.tasks) } }));
      const fired = next.filter(({ id, to }) => this.#fire(to, id, decisions));
      if (fired.length === 0) settled.set(key, here);
      open.push(...fired.map(({ to }) => to));
    }
    return [...settled.values()];
  }

  #fire(place: Place, id: string, decisions: Readonly<Record<string, boolean>>): boolean {
    const node = this.#model.nodes[id] as ProcessModel['nodes'][string];
    const full = node.incoming.filter((flow) => place.flows.has(flow));
    if (full.length === 0) return false;
    if (node.type === 'parallel-gateway' && full.length < node.incoming.length) return false;
    if (node.type === 'inclusive-gateway' && !this.#inclusiveMay(place, id, full)) return false;
    const merges = node.type === 'parallel-gateway' || node.type === 'inclusive-gateway';
    for (const flow of merges ? full : full.slice(0, 1)) take(place.flows, flow);
    if (node.type === 'user-task') put(place.tasks, id);
    else if (node.event?.kind === 'terminate') {
      place.flows.clear();
      place.tasks.clear();
    } else for (const flow of this.#chosen(id, decisions)) put(place.flows, flow);
    return true;
  }

  #chosen(id: string, decisions: Readonly<Record<string, boolean>>): readonly string[] {
    const { type, outgoing, defaultFlow } = this.#model.nodes[id] as ProcessModel['nodes'][string];
    if (type === 'parallel-gateway' || defaultFlow === null) return outgoing;
    const holding = outgoing.filter((flow) => decisions[this.#model.flows[flow]?.condition?.text ?? ''] === true);
    if (holding.length === 0) return [defaultFlow];
    return type === 'exclusive-gateway' ? holding.slice(0, 1) : holding;
  }

  /**
   * §13.4.3: "for every directed path formed by sequence flow that starts with a sequence flow f of the diagram that has a token, ends with
   * an incoming sequence flow of the inclusive gateway that has no token, and does not visit the inclusive gateway, there is also a directed
   * path that starts with f, ends with an incoming sequence flow of the inclusive gateway that has a token, and does not visit the gateway".
   */
  #inclusiveMay({ flows, tasks }: Place, gateway: string, full: readonly string[]): boolean {
    const incoming = this.#model.nodes[gateway]?.incoming ?? [];
    const starts = [...flows.keys(), ...[...tasks.keys()].flatMap((task) => this.#model.nodes[task]?.outgoing ?? [])];
    return starts.every((start) => {
      const ends = incoming.filter((flow) => this.#leads(start, flow, gateway));
      return ends.every((flow) => full.includes(flow)) || ends.some((flow) => full.includes(flow));
    });
  }

  #leads(from: string, to: string, gateway: string): boolean {
    const seen = new Set<string>();
    const open = [from];
    for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
      if (flow === to) return true;
      const target = this.#model.flows[flow]?.target as string;
      if (seen.has(flow) || target === gateway) continue;
      seen.add(flow);
      open.push(...(this.#model.nodes[target]?.outgoing ?? []));
    }
    return false;
  }
}

function shown({ flows, tasks }: Place): string {
  const open = [...tasks].flatMap(([id, count]) => Array.from({ length: count }, () => id)).sort();
  return open.join(' ') + (flows.size + tasks.size === 0 ? ' (end)' : '');
}

function put(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

function take(counts: Map<string, number>, id: string): void {
  const left = (counts.get(id) ?? 0) - 1;
  if (left > 0) counts.set(id, left);
  else counts.delete(id);
}
