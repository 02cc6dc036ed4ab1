import { readFileSync } from 'node:fs';
import type { Matter } from '@modules/matters/contract';
import { KITES, NOTE } from './small-city.ts';

const drawn = (id: string, process: string): Matter => ({ ...NOTE, id, version: `1.0.0+${process}` });

/** Three departments give opinions side by side. */
export const JOINT = drawn('kite-festival', 'joint');
/** Approved on the applicant's word, looked into thirty days later. */
export const COMMITTED: Matter = {
  ...drawn('kite-trade', 'committed'),
  formSchema: {
    ...NOTE.formSchema,
    properties: {
      ...(NOTE.formSchema['properties'] as object),
      promise: { type: 'boolean', title: { zh: '我承诺', en: 'I promise' } },
    },
  },
};
/** An expert review, during which the time stands still; one of its papers may follow. */
export const SPECIAL: Matter = {
  ...drawn('kite-tower', 'special'),
  materials: [
    ...KITES.materials,
    {
      id: 'insurance',
      title: { zh: '保险单', en: 'Insurance' },
      kind: 'electronic',
      source: 'applicant',
      necessity: 'later',
      avoided: false,
    },
  ],
};
/** Surveyed by the police's own system. */
export const BY_SYSTEM = drawn('kite-survey', 'own-system');

/** Decided once its fee was paid. */
export const FEE: Matter = {
  ...drawn('kite-balloon', 'fee'),
  fee: {
    isFee: true,
    basis: { zh: '《风筝收费办法》', en: 'Kite Fees' },
    payOnline: true,
    items: [
      { name: { zh: '登记费', en: 'Registration' }, fen: 8_000, basis: { zh: '第一条', en: 'article 1' } },
      { name: { zh: '工本费', en: 'Paper' }, fen: 55, basis: { zh: '第二条', en: 'article 2' } },
    ],
    refund: { when: ['withdrawn', 'refused'], basis: { zh: '第三条', en: 'article 3' } },
  },
};
/** Has its site checked by a process that others share, beside an opinion. */
export const CALLING = drawn('kite-school', 'calling');
/** Asks several departments by one drawn task. */
export const ADVISED = drawn('kite-show', 'advice');
/** Goes by a grade that nobody may have given: then it stops. */
export const GRADED = drawn('kite-race', 'graded');

/** A licence (行政许可) on paper, handed over by the office; and the same with an e-licence beside the paper. */
export const DELIVERED: Matter = { ...drawn('kite-plate', 'delivered'), taskType: '01' };
export const DELIVERED_TOO: Matter = { ...DELIVERED, id: 'kite-badge', result: KITES.result };
/** The office promises to hand it over sooner than the law asks. */
export const DELIVERED_SOON: Matter = { ...DELIVERED, id: 'kite-stamp' };

export const DRAWN = [
  JOINT,
  COMMITTED,
  SPECIAL,
  BY_SYSTEM,
  FEE,
  CALLING,
  ADVISED,
  GRADED,
  DELIVERED,
  DELIVERED_TOO,
  DELIVERED_SOON,
];

const textOf = (name: string): string => readFileSync(new URL(`./${name}.bpmn`, import.meta.url), 'utf8');

/** Their processes, by matter. */
export const PROCESSES: Record<string, string> = Object.fromEntries(
  DRAWN.map(({ id, version }) => [id, textOf(version.slice('1.0.0+'.length))]),
);
PROCESSES[DELIVERED_SOON.id] = textOf('delivered').replace('yw:link="deliver"', 'yw:link="deliver" yw:days="5"');

/** What they call. */
export const CALLED: Record<string, string> = { 'site-check': textOf('site-check') };
