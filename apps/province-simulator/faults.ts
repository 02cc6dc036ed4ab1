/** How the province misbehaves: each a share of its answers, 0 to 1. Set by its control interface, or left to chance in a demo. */
export type Faults = {
  /** Answers late, by `slowMs`. */
  slow: number;
  slowMs: number;
  /** Does what was asked and loses the answer. */
  silent: number;
  /** Says that it is busy (code 300). */
  busy: number;
  /** Is under maintenance and takes nothing for now (code 30999). */
  maintain: number;
  /** Refuses although all is right (code 30404). */
  refuse: number;
  /** Refuses single reports of a batch (code 30602); beside what meets the whole call. */
  refuseItem: number;
  /** Answers with a page of a web server that failed. */
  broken: number;
  /** Only these services; all when empty. */
  services: readonly string[];
};
export const NO_FAULTS: Faults = {
  slow: 0,
  slowMs: 3_000,
  silent: 0,
  busy: 0,
  maintain: 0,
  refuse: 0,
  refuseItem: 0,
  broken: 0,
  services: [],
};

export type Fault = 'slow' | 'silent' | 'busy' | 'maintain' | 'refuse' | 'broken';
const KINDS: readonly Fault[] = ['slow', 'silent', 'busy', 'maintain', 'refuse', 'broken'];

/** The fault that meets this call, if any; `chance` is between 0 and 1. */
export function faultFor(faults: Faults, service: string, chance: number): Fault | undefined {
  if (faults.services.length > 0 && !faults.services.includes(service)) return undefined;
  let below = 0;
  for (const kind of KINDS) {
    below += faults[kind];
    if (chance < below) return kind;
  }
  return undefined;
}

/** What the control interface was told, over what holds. @returns undefined when it is not understood */
export function changedFaults(now: Faults, told: unknown): Faults | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const next: Record<string, unknown> = { ...now };
  for (const [name, value] of Object.entries(told)) {
    if (name === 'services') {
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return undefined;
    } else if (!(name in now) || typeof value !== 'number' || value < 0 || (name !== 'slowMs' && value > 1))
      return undefined;
    next[name] = value;
  }
  return next as Faults;
}
