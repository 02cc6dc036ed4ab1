import type { ProcessModel } from '../index.ts';

/**
 * The token game read off the standard word by word, slowly: tokens lie on sequence flows, gateways fire when §13.4 says they may. For
 * models of tasks, gateways and plain or terminate ends. It is a second oracle for what bpmn-engine does not do: inclusive joins.
 */
export class Naive {
  readonly #model: ProcessModel;
  #flows = new Map<string, number>();
  #tasks = new Map<string, number>();

  constructor(model: ProcessModel, decisions: Readonly<Record<string, boolean>>) {
    this.#model = model;
    const start = model.scopes[model.id]?.start as string;
    for (const flow of model.nodes[start]?.outgoing ?? []) this.#add(flow);
    this.#settle(decisions);
  }

  open(): string[] {
    return [...this.#tasks].flatMap(([id, count]) => Array.from({ length: count }, () => id)).sort();
  }

  ended(): boolean {
    return this.#tasks.size === 0 && this.#flows.size === 0;
  }

  complete(task: string, decisions: Readonly<Record<string, boolean>>): void {
    take(this.#tasks, task);
    for (const flow of this.#model.nodes[task]?.outgoing ?? []) this.#add(flow);
    this.#settle(decisions);
  }

  #add(flow: string): void {
    this.#flows.set(flow, (this.#flows.get(flow) ?? 0) + 1);
  }

  #settle(decisions: Readonly<Record<string, boolean>>): void {
    const nodes = Object.values(this.#model.nodes);
    for (let fired = true; fired; ) {
      fired = nodes.some((node) => node.type !== 'inclusive-gateway' && this.#fire(node.id, decisions));
      fired ||= nodes.some((node) => node.type === 'inclusive-gateway' && this.#fire(node.id, decisions));
    }
  }

  #fire(id: string, decisions: Readonly<Record<string, boolean>>): boolean {
    const node = this.#model.nodes[id] as ProcessModel['nodes'][string];
    const full = node.incoming.filter((flow) => this.#flows.has(flow));
    if (full.length === 0) return false;
    if (node.type === 'parallel-gateway' && full.length < node.incoming.length) return false;
    if (node.type === 'inclusive-gateway' && !this.#inclusiveMay(id, full)) return false;
    const merges = node.type === 'parallel-gateway' || node.type === 'inclusive-gateway';
    for (const flow of merges ? full : full.slice(0, 1)) take(this.#flows, flow);
    if (node.type === 'user-task') this.#tasks.set(id, (this.#tasks.get(id) ?? 0) + 1);
    else if (node.event?.kind === 'terminate') {
      this.#flows.clear();
      this.#tasks.clear();
    } else for (const flow of this.#chosen(id, decisions)) this.#add(flow);
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
  #inclusiveMay(gateway: string, full: readonly string[]): boolean {
    const incoming = this.#model.nodes[gateway]?.incoming ?? [];
    const starts = [
      ...this.#flows.keys(),
      ...[...this.#tasks.keys()].flatMap((task) => this.#model.nodes[task]?.outgoing ?? []),
    ];
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

function take(counts: Map<string, number>, id: string): void {
  const left = (counts.get(id) ?? 0) - 1;
  if (left > 0) counts.set(id, left);
  else counts.delete(id);
}
