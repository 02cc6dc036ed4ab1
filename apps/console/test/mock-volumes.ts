import { cases } from './mock-cases.ts';
import { BUREAU, text } from './mock-words.ts';

const line = (key: string, title: ReturnType<typeof text>, count: number, yearBefore: number) => {
  const compared = {
    count,
    yearBefore,
    onYear: yearBefore === 0 ? null : (count - yearBefore) / yearBefore,
    before: 0,
    onBefore: null,
    ever: count + yearBefore,
  };
  return {
    key,
    title,
    received: compared,
    decided: compared,
    accepted: count,
    approved: count,
    notAccepted: 0,
    referred: count === 0 ? 0 : 3,
    returned: 12,
    instant: count,
    zeroVisit: count,
    onTime: count,
    late: 0,
    instantShare: count === 0 ? null : 0.881,
    zeroVisitShare: count === 0 ? null : 0.978,
    onTimeShare: count === 0 ? null : 1,
  };
};

export const volumes = (empty: boolean) => ({
  from: '2026-01-01',
  to: '2026-11-23',
  yearBefore: { from: '2025-01-01', to: '2025-11-23' },
  ...(empty ? {} : { since: '2025-03-01' }),
  sample: true,
  total: line('total', text('合计', 'Total'), empty ? 0 : 16907, 10000),
  departments: empty
    ? []
    : [
        {
          ...line('civil-affairs-bureau', BUREAU, 16907, 10000),
          matters: [line('elder-card', text('老年优待证申领', "Elder's card"), 16907, 0)],
        },
      ],
  year: 2026,
  months: Array.from({ length: 12 }, (_, month) => ({
    month: month + 1,
    received: empty || month > 10 ? 0 : 1200 + month * 60,
    decided: empty || month > 10 ? 0 : 1100 + month * 60,
    receivedYearBefore: empty || month < 2 ? 0 : 900 + month * 40,
    decidedYearBefore: empty || month < 2 ? 0 : 800 + month * 40,
  })),
});

export const volumeCases = cases.slice(0, 12).map((one, index) => ({
  origin: index % 2 === 0 ? 'here' : 'returned',
  id: one.id,
  number: one.caseNo,
  ...(index % 2 === 0 ? {} : { systemTitle: text('社会救助系统', 'Social assistance system') }),
  matter: one.matter,
  title: one.title,
  organisation: one.organisation,
  organisationName: one.organisationName,
  channel: 'online',
  state: one.state,
  stateTitle: one.stateTitle,
  submittedAt: one.receivedAt,
  instant: false,
  sample: false,
}));
