import { Type } from 'typebox';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import { parseDecisions, backTest } from '@platform/decisions';
import { feature, type Feature } from '@platform/http';
import { LocalText, shanghaiDate, startOfShanghaiDay, addDays } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { fieldsRead, toldOutputs } from '../domain/back-test-told.ts';
import { LEAST_TOLD, shownReport } from '../domain/back-test-shown.ts';
import { checkGuide } from '../domain/guide-check.ts';
import { matterErrors } from '../errors.ts';
import { openWork, setBackTested } from '../store/work.ts';
import { demandSeen } from '../views.ts';
import { decisionFileOf } from '../works.ts';
import { IdParams } from './schemas.ts';

/** Whether cases that the office handled may be opened, and so named. */
const mayOpenCases = (staff: StaffActor, organisation: string): boolean =>
  staff.permissions.has('cases.read-personal-data') && inScope(staff, organisation);

/** The guide of a matter against what its cases really took and asked. */
export function guideCheck(own: Own): Feature {
  return feature({
    name: 'matters.check-guide',
    method: 'GET',
    path: '/api/matters/work/:id/guide-check',
    summary: {
      zh: '指南核对：承诺与办件实际所用时间、所要材料、跑动次数相比',
      en: 'The guide against what cases really took and asked',
    },
    access: { permission: 'matters.read' },
    params: IdParams,
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1100 })) }),
    response: Type.Object({
      from: Type.String(),
      to: Type.String(),
      version: Type.String(),
      /** Absent: no module tells what cases took. */
      decided: Type.Optional(Type.Integer()),
      findings: Type.Array(
        Type.Object({
          code: Type.String(),
          tone: Type.Enum(['green', 'amber', 'red']),
          stated: LocalText,
          found: LocalText,
          todo: Type.Optional(LocalText),
          /** Cases behind it; numbers only of those that whoever asks may open. */
          count: Type.Integer(),
          cases: Type.Array(Type.String()),
        }),
      ),
    }),
    async handle({ actor, trace }, { params: { id }, query }) {
      const matter = own.book.get(id);
      const staff = asStaff(actor);
      if (!staff.permissions.has('matters.review') && !inScope(staff, matter.organisation))
        throw matterErrors.guideOutOfScope({ organisation: own.organisations.get(matter.organisation).name });
      const today = shanghaiDate(own.clock.now());
      const first = addDays(today, -(query.days ?? 90));
      const period = { from: startOfShanghaiDay(first), to: startOfShanghaiDay(addDays(today, 1)) };
      const facts = await own.caseFacts?.(id, period);
      const findings = facts ? checkGuide(matter, facts, (organisation) => mayOpenCases(staff, organisation)) : [];
      const named = [...new Set(findings.flatMap(({ cases }) => cases))];
      // Notices to people are opened for it, and cases named: whoever asks is kept.
      if (facts)
        await own.database.transaction((tx) =>
          own.audit.append(tx, {
            actor,
            action: 'matters.check-guide',
            subject: `matter:${id}`,
            detail: { decided: facts.decided, asked: facts.asked.length, since: first, cases: named },
            trace,
          }),
        );
      return {
        from: first,
        to: today,
        version: matter.version,
        ...(facts ? { decided: facts.decided } : {}),
        findings,
      };
    },
  });
}

const MOST_PAST = 2_000;
/** Null: fewer than are told. */
const Told = Type.Union([Type.Integer(), Type.Null()]);
const Outputs = Type.Record(Type.String(), Type.Unknown());

/** A changed decision on the cases of the past, before it is submitted. */
export function backTestCase(own: Own): Feature {
  return feature({
    name: 'matters.back-test',
    method: 'POST',
    path: '/api/matters/work/:id/back-test',
    summary: { zh: '用历史办件回测修改后的决策', en: 'Try a changed decision on the cases of the past' },
    access: { permission: 'matters.read' },
    params: IdParams,
    rateLimit: 20,
    body: Type.Object(
      { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1100 })) },
      { additionalProperties: false },
    ),
    response: Type.Object({
      from: Type.String(),
      /** Every case may be opened by whoever asks: then numbers are exact. Otherwise they are rounded down to `leastTold`, and null below it. */
      whole: Type.Boolean(),
      leastTold: Type.Integer(),
      cases: Told,
      same: Told,
      different: Told,
      /** Cases that the draft cannot decide; `failed` names the first few of each error. */
      failedCount: Told,
      failed: Type.Array(Type.Object({ caseNo: Type.String(), code: Type.String() })),
      kinds: Type.Array(
        Type.Object({
          before: Type.Union([Outputs, Type.Null()]),
          after: Outputs,
          count: Type.Integer(),
          /** Those that whoever asks may open. */
          cases: Type.Array(Type.String()),
        }),
      ),
      /** Cases that changed in kinds too small to be told apart. */
      grouped: Told,
      /** Of the cases whose end is known, how many each decision agrees with; absent where that would tell of a few. */
      decided: Type.Optional(
        Type.Object({ known: Type.Integer(), agreeBefore: Type.Integer(), agreeAfter: Type.Integer() }),
      ),
    }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const [work] = await own.database.read((tx) => openWork(tx, id));
      const inUse = own.book.find(id);
      if (!work) throw matterErrors.unknownMatter();
      demandSeen(actor, work);
      if (!inUse || !own.pastDecisions) throw matterErrors.noHistory({ why: inUse ? NOT_WIRED : NOT_IN_USE });
      const before = own.book.version(id, inUse.version);
      const stated = work.definition['decision'] as { decision?: string } | undefined;
      const xml = decisionFileOf(work);
      if (xml === undefined) throw matterErrors.noHistory({ why: NO_FILE });
      const first = addDays(shanghaiDate(own.clock.now()), -(body.days ?? 90));
      const staff = asStaff(actor);
      const draft = await parseDecisions(xml);
      const past = (await own.pastDecisions(id, startOfShanghaiDay(first), MOST_PAST)).filter(
        ({ organisation }) => staff.permissions.has('matters.review') || inScope(staff, organisation),
      );
      const openable = new Set(past.flatMap((one) => (mayOpenCases(staff, one.organisation) ? [one.caseNo] : [])));
      // Counts, declared reasons and numbers of cases that they may open are all that is shown, yet people's data are read for it: they are told, and whoever asks is kept.
      await own.database.transaction(async (tx) => {
        await own.audit.append(tx, {
          actor,
          action: 'matters.back-test',
          subject: `matter:${id}`,
          detail: { cases: past.length, since: first, no: work.no, decision: draft.version },
          trace,
        });
        await own.audit.packReads(
          tx,
          past.flatMap(({ caseNo, subject, version }) => {
            const asked = own.book.has(id, version) ? own.book.version(id, version).matter : inUse;
            const read = { actor, organisation: staff.organisation, subject, purpose: BACK_TEST, caseNo, trace };
            return [...fieldsRead(asked)].map(([resource, fields]) => ({
              ...read,
              channel: 'console' as const,
              resource,
              fields,
            }));
          }),
        );
      });
      const report = await backTest(
        await parseDecisions(before.decisionFile),
        draft,
        stated?.decision ?? before.decisionId,
        past.map((one) => ({
          id: one.caseNo,
          inputs: one.inputs,
          decided: { outcome: one.outcome },
        })),
        { outputs: ['outcome', 'reason'], told: toldOutputs(inUse.reasons), byRules: false },
      );
      await own.database.transaction((tx) => setBackTested(tx, work.id, draft.version));
      const shown = shownReport(report, (caseNo) => openable.has(caseNo), openable.size === past.length);
      const named = [...shown.failed.map(({ caseNo }) => caseNo), ...shown.kinds.flatMap(({ cases }) => cases)];
      // Which cases were named to whom is kept: what became of them stands beside the numbers.
      if (named.length > 0)
        await own.database.transaction((tx) =>
          own.audit.append(tx, {
            actor,
            action: 'matters.name-cases-of-back-test',
            subject: `matter:${id}`,
            detail: { no: work.no, cases: named },
            trace,
          }),
        );
      return { from: first, leastTold: LEAST_TOLD, ...shown };
    },
  });
}

const BACK_TEST = { zh: '用历史办件回测修改后的规则', en: 'Trying changed rules on past cases' };
const NOT_IN_USE = { zh: '这个事项还没有在用的版本', en: 'no version of the matter is in use' };
const NOT_WIRED = { zh: '办件模块没有提供历史决定', en: 'the cases module gives none' };
const NO_FILE = { zh: '草稿中没有决策文件', en: 'the draft has no decision file' };
