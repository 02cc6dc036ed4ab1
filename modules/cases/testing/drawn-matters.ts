import { readFileSync } from 'node:fs';
import type { Matter } from '@modules/matters/contract';
import { NOTE } from './small-city.ts';

const drawn = (id: string, process: string): Matter => ({ ...NOTE, id, version: `1.0.0+${process}` });

/** Three departments give opinions side by side. */
export const JOINT = drawn('kite-festival', 'joint');
/** Approved on the applicant's word, looked into thirty days later. */
export const COMMITTED = drawn('kite-trade', 'committed');
/** Surveyed by the police's own system. */
export const BY_SYSTEM = drawn('kite-survey', 'own-system');

export const DRAWN = [JOINT, COMMITTED, BY_SYSTEM];

/** Their processes, by matter. */
export const PROCESSES: Record<string, string> = Object.fromEntries(
  DRAWN.map(({ id, version }) => [
    id,
    readFileSync(new URL(`./${version.slice('1.0.0+'.length)}.bpmn`, import.meta.url), 'utf8'),
  ]),
);
