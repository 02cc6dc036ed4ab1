import { madeUpId, type Booking } from './stand.ts';

/** 60 people, some with several bookings; one alone on court 9, two women on court 2. */
export const bookings: Booking[] = [
  ...Array.from(
    { length: 60 },
    (_, n): Booking => ({
      no: `B${String(n).padStart(3, '0')}`,
      id: madeUpId(n),
      player: `球员${n}`,
      court: n < 30 ? '1' : '2',
      sex: n < 30 ? (n % 2 === 0 ? '1' : '2') : n < 58 ? '1' : '2',
      on: `2026-10-${String(1 + (n % 28)).padStart(2, '0')}`,
      price: 40 + (n % 5) * 10,
    }),
  ),
  ...Array.from(
    { length: 25 },
    (_, n): Booking => ({
      no: `C${n}`,
      id: madeUpId(0),
      player: '球员0',
      court: '1',
      sex: '1',
      on: '2026-11-01',
      price: null,
    }),
  ),
];

// Definitions as an officer compiles them on the console.
export const list = {
  id: 'booking-list',
  title: { zh: '场地预订查询', en: 'Bookings of a court' },
  resource: 'court-bookings',
  mode: 'rows',
  parameters: [
    { name: 'court', field: 'court', required: true },
    { name: 'dateFrom', field: 'booked_on', required: false, match: 'from' },
    { name: 'dateTo', field: 'booked_on', required: false, match: 'to' },
  ],
  fields: [{ name: 'booking_no' }, { name: 'player' }, { name: 'citizen_id' }, { name: 'price' }],
  limits: { perMinute: 600, rowsMax: 10 },
};
export const counted = {
  id: 'booking-figures',
  title: { zh: '场地预订统计', en: 'Figures of bookings' },
  resource: 'court-bookings',
  mode: 'aggregate',
  parameters: [
    { name: 'court', field: 'court', required: false },
    { name: 'sex', field: 'sex', required: false },
  ],
  fields: [],
  aggregate: {
    dimensions: ['court', 'sex'],
    measures: [{ id: 'bookings', title: { zh: '预订数', en: 'Bookings' }, kind: 'count' }],
    queriesMax: 3,
  },
  limits: { perMinute: 600, rowsMax: 10 },
};
export const scored = {
  id: 'booking-score',
  title: { zh: '活跃评分', en: 'Score' },
  resource: 'court-bookings',
  mode: 'score',
  parameters: [{ name: 'citizenId', field: 'citizen_id', required: true }],
  fields: [],
  score: {
    base: 10,
    rules: [
      { title: { zh: '一号场地', en: 'Court 1' }, field: 'court', points: 30, equals: ['1'] },
      { title: { zh: '高价', en: 'Dear' }, field: 'price', points: 50, from: '70' },
    ],
    bands: [
      { id: 'low', title: { zh: '低', en: 'Low' }, from: 0 },
      { id: 'high', title: { zh: '高', en: 'High' }, from: 40 },
    ],
  },
  limits: { perMinute: 600, rowsMax: 1 },
};
export const above = {
  id: 'above-check',
  title: { zh: '上级核验', en: 'Check above' },
  upstream: 'ties-check',
  mode: 'verify',
  parameters: [
    { name: 'citizenId', field: 'sfzh', required: true },
    { name: 'state', field: 'hyzt', required: true },
  ],
  fields: [],
  limits: { perMinute: 600, rowsMax: 1 },
};
