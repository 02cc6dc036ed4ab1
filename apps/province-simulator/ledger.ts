import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeptReport } from './case-intake.ts';
import { RESOURCES } from './catalogue.ts';

export type Application = {
  up_apply_id: string;
  up_cata_id: string;
  up_resource_id: string;
  serial_no: string | null;
  state: 'pending' | 'granted' | 'refused' | 'suspended' | 'ended';
  reason: string | null;
  purpose: string | null;
  basis: string;
  from: string | null;
  until: string | null;
  calls_per_day: number | null;
  decideAt: number;
};
type Kept = {
  applications: Application[];
  /** Reported entries: code and version to the number given here. */
  entries: Record<string, string>;
  /** Calls done, by serial number: a repeat is known and not counted again. */
  serials: Record<string, string>;
  /** Calls of a day, by day and resource. */
  calls: Record<string, number>;
  repeats: number;
  /** Reports of cases, by the serial number they came with; and the last place taken of each case. */
  reports: Record<string, KeptReport>;
  cases: Record<string, number>;
  next: number;
};
/** Serial numbers that are remembered. */
const MOST_SERIALS = 20_000;
/** Reports of cases that are remembered. */
const MOST_REPORTS = 50_000;

/** What the province remembers of its one city, in a file when it is given one, so that a restart forgets nothing. */
export type Ledger = {
  readonly kept: Kept;
  number(prefix: string): string;
  save(): void;
  /** Decides what has waited long enough. */
  decide(now: number): void;
  grantOf(resource: string): Application | undefined;
};

export function openLedger(file: string | undefined, today: string): Ledger {
  const before = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined;
  const kept: Kept = before ?? {
    applications: RESOURCES.flatMap((one, index) =>
      one.granted
        ? [
            {
              up_apply_id: `SQ-2025-${String(index + 1).padStart(4, '0')}`,
              up_cata_id: one.up_cata_id,
              up_resource_id: one.up_resource_id,
              serial_no: null,
              state: 'granted' as const,
              reason: null,
              purpose: one.granted.purpose,
              basis: '线下批复',
              from: today.slice(0, 4) > '2025' ? '2025-03-01' : today,
              until: one.granted.until,
              calls_per_day: one.granted.perDay,
              decideAt: 0,
            },
          ]
        : [],
    ),
    entries: {},
    serials: {},
    calls: {},
    repeats: 0,
    reports: {},
    cases: {},
    next: 1,
  };
  // Kept by a simulator that took no reports yet.
  kept.reports ??= {};
  kept.cases ??= {};
  let waiting: NodeJS.Timeout | undefined;
  return {
    kept,
    number(prefix) {
      kept.next += 1;
      return `${prefix}-${String(kept.next).padStart(6, '0')}`;
    },
    save() {
      if (file === undefined || waiting) return;
      waiting = setTimeout(() => {
        waiting = undefined;
        const numbers = Object.keys(kept.serials);
        for (const old of numbers.slice(0, Math.max(0, numbers.length - MOST_SERIALS))) delete kept.serials[old];
        const reports = Object.keys(kept.reports);
        for (const old of reports.slice(0, Math.max(0, reports.length - MOST_REPORTS))) delete kept.reports[old];
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, JSON.stringify(kept));
        renameSync(`${file}.new`, file);
      }, 200);
    },
    decide(now) {
      for (const one of kept.applications) {
        if (one.state !== 'pending' || one.decideAt > now) continue;
        const resource = RESOURCES.find(({ up_resource_id: id }) => id === one.up_resource_id);
        const named = /(法|条例|办法|规定)/.test(one.basis);
        one.state = resource?.needsLaw && !named ? 'refused' : 'granted';
        one.reason = one.state === 'refused' ? '申请未写明法律依据（须列出法律、法规或规章的名称和条款）' : null;
      }
    },
    grantOf: (resource) =>
      kept.applications.find((one) => one.up_resource_id === resource && one.state === 'granted') ??
      kept.applications.find(
        (one) => one.up_resource_id === resource && one.state !== 'pending' && one.state !== 'refused',
      ),
  };
}
