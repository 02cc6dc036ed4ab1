import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DomainError, workingCalendar } from '@platform/kernel';
import { decide, type By, type Command } from './decide.ts';
import type { Request, Step } from './request.ts';

const calendar = workingCalendar();
const text = (zh: string) => ({ zh, en: zh });
const fresh = (level: Request['level']): Request => ({
  id: 'r',
  no: 'GX1',
  state: 'draft',
  revision: 1,
  applicant: 'asks',
  account: 'asker',
  provider: 'gives',
  asked: {
    resource: 'roll',
    fields: ['a', 'b', 'c'],
    application: 'app',
    delivery: 'interface',
    purpose: { id: 'p', title: text('用途说明') },
    legalBasis: text('依据说明'),
    explanation: '说明文字',
    until: '2027-12-31',
  },
  highestGrade: level === 'authority' ? 4 : 3,
  level,
  createdAt: new Date('2026-03-02T02:00:00Z'),
});

const bys: By[] = [
  { as: 'applicant', organisation: 'asks', account: 'asker' },
  { as: 'provider', organisation: 'gives', account: 'giver' },
  { as: 'authority', organisation: 'bureau', account: 'boss' },
  // Their own: by organisation, and by account.
  { as: 'authority', organisation: 'asks', account: 'other' },
  { as: 'provider', organisation: 'gives', account: 'asker' },
];
const words = fc.constantFrom(undefined, '', '理由充分');
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>({
    do: 'submit',
    assessment: {
      resourceVersion: 'v',
      highestGrade: 3,
      level: 'provider',
      replyDays: 10,
      rules: undefined,
      selfChecked: false,
    },
  }),
  fc.constant<Command>({
    do: 'submit',
    assessment: {
      resourceVersion: 'v',
      highestGrade: 4,
      level: 'authority',
      replyDays: 10,
      rules: undefined,
      selfChecked: false,
    },
  }),
  fc.constant<Command>({ do: 'check', pass: true }),
  fc.constant<Command>({ do: 'return', what: '补充材料' }),
  fc.tuple(fc.subarray(['a', 'b', 'c', 'd']), words, words).map(
    ([fields, reason, law]): Command => ({
      do: 'decide',
      fields,
      dropped: reason ? { a: reason, b: reason, c: reason } : {},
      ...(reason === undefined ? {} : { reason }),
      ...(law === undefined ? {} : { law }),
    }),
  ),
  fc.constant<Command>({ do: 'extend', days: 10, reason: '会商' }),
  fc.boolean().map((consent): Command => ({ do: 'answer-extension', consent, reason: '情况属实' })),
  fc.constant<Command>({ do: 'deliver', grantId: 'g', automatic: false }),
  fc.constant<Command>({ do: 'object', text: '不服' }),
  fc.boolean().map((uphold): Command => ({ do: 'arbitrate', uphold, finding: '查明', law: '依据' })),
  fc.constant<Command>({ do: 'end', reason: '不用了' }),
  fc.constant<Command>({ do: 'withdraw', reason: '不要了' }),
);
/** What each party may send; features see to it, and this test with them. */
const FOR: Record<By['as'], readonly Command['do'][]> = {
  applicant: ['submit', 'object', 'end', 'withdraw'],
  provider: ['return', 'decide', 'extend', 'deliver'],
  authority: ['check', 'return', 'decide', 'answer-extension', 'deliver', 'arbitrate'],
  rules: [],
};

test('whatever people do in whatever order: nothing is given that nobody else agreed to, and nothing is refused without its law', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ command: commands, by: fc.constantFrom(...bys), hours: fc.integer({ min: 1, max: 200 }) }), {
        minLength: 8,
        maxLength: 40,
      }),
      (acts) => {
        let request = fresh('provider');
        let now = request.createdAt.getTime();
        const steps: (Step & { by: By })[] = [];
        for (const { command, by, hours } of acts) {
          if (!FOR[by.as].includes(command.do)) continue;
          now += hours * 3_600_000;
          try {
            const done = decide(request, command, { now: new Date(now), calendar, by });
            expect(done.request.revision).toBe(request.revision + 1);
            request = done.request;
            steps.push(...done.steps.map((step) => ({ ...step, by })));
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
          }
        }
        // Nobody of the applicant's, and not the applicant's account, ever decided.
        const deciding = steps.filter(({ by }) => by.as !== 'applicant');
        expect(deciding.every(({ by }) => by.organisation !== 'asks' && by.account !== 'asker')).toBe(true);
        expect(steps.filter(({ kind }) => kind === 'returned').length).toBeLessThanOrEqual(1);
        expect(steps.filter(({ kind }) => kind === 'extension-asked').length).toBeLessThanOrEqual(1);
        expect(steps.filter(({ kind }) => kind === 'objected').length).toBeLessThanOrEqual(1);
        const { decision, state, clock } = request;
        if (decision) {
          expect(decision.fields.every((field) => request.asked.fields.includes(field))).toBe(true);
          if (decision.outcome !== 'agreed') expect(decision.law?.zh).toBeTruthy();
          if (decision.outcome === 'refused')
            expect([decision.fields, Boolean(decision.reason?.zh)]).toEqual([[], true]);
          expect(decision.dropped.every(({ reason }) => reason !== '')).toBe(true);
        }
        // What is to be delivered or in use was agreed to; at the highest level by the authority.
        if (state === 'delivering' || state === 'in-use') {
          expect(decision?.fields.length).toBeGreaterThan(0);
          if (request.level === 'authority') expect(decision?.by).toBe('authority');
        }
        // A clock runs exactly where someone must act.
        expect(clock !== undefined).toBe(
          ['submitted', 'correction', 'with-provider', 'with-authority', 'delivering'].includes(state),
        );
      },
    ),
    { numRuns: 300 },
  );
});
