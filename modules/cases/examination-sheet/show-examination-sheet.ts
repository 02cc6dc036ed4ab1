import { Type } from 'typebox';
import { asStaff, type StaffActor } from '@platform/access';
import { shanghaiDate } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { governmentOf } from '../domain/extensions.ts';
import { PROCEDURES } from '../domain/procedures.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import { scenarioOf } from '../domain/prefilled.ts';
import type { MatterLimit } from '@modules/matters/contract';
import { sendPdf } from '../features/send-pdf.ts';
import { recordCaseRead, workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { lastExtension } from '../store/extensions.ts';
import { suspensionsOf } from '../store/suspensions.ts';
import { tasksOfCase } from '../store/task-lists.ts';
import { reasonToExtend } from '../views/inside-view.ts';
import { reasonText } from '../views/show-case.ts';
import { examinationSheet, type Examination } from './examination-sheet.ts';

const PRINTED = { zh: '打印审批单', en: 'Printing the examination sheet' };

/** 审批单 of a case for officers of the organisations concerned: all opinions, the decision, boxes to sign. The look is recorded. */
export function showExaminationSheet(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-examination-sheet',
    method: 'GET',
    path: '/api/work/cases/:id/examination-sheet',
    summary: {
      zh: '审批单（PDF，内部文书，查阅留痕）',
      en: 'The examination sheet of a case (PDF, inside); the read is recorded',
    },
    access: { permission: 'cases.read-personal-data' },
    params: Type.Object({ id: Type.String() }),
    rateLimit: 60,
    async handle(context, { params: { id } }) {
      const staff = asStaff(context.actor);
      const sheet = await tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, id, staff, 'read');
        await recordCaseRead(tools, tx, record, staff, context.trace, PRINTED);
        return loadExamination(tools, tx, record, staff);
      });
      return sendPdf(context, await tools.drawing.draw(examinationSheet(sheet)), `${id}-examination`);
    },
  });
}

const inUnit = (days: number, unit: MatterLimit['unit']): string => `${days} ${unit === 'workday' ? '个工作日' : '天'}`;

const OUTCOMES = { approved: '准予', refused: '不予办理' } as const;

async function loadExamination(tools: CaseTools, tx: Tx, record: CaseRecord, staff: StaffActor): Promise<Examination> {
  const [tasks, suspensions, extension] = await Promise.all([
    tasksOfCase(tx, record.id),
    suspensionsOf(tx, record.id),
    lastExtension(tx, record.id),
  ]);
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const office = (id: string): string => tools.organisations.find(id)?.name.zh ?? id;
  const { refusal } = tools.contents.notice(record);
  const trace = tools.contents.trace(record);
  const rules = trace && reasonText(tools.matters.get(record.matter, trace.matterVersion), trace)?.zh;
  const accounts = [...new Set(tasks.flatMap(({ byAccount }) => byAccount ?? []))];
  const names = new Map(
    await Promise.all(accounts.map(async (one) => [one, (await tools.identity.staffOf(one))?.name] as const)),
  );
  const examined = tasks.filter(({ state, kind }) => state === 'done' || (state === 'open' && kind === 'user'));
  return {
    caseNo: record.caseNo,
    matter: matter.title.zh,
    taskCode: scenarioOf(matter, tools.contents.form(record))?.code ?? matter.codes.taskCode,
    applicant: tools.contents.applicant(record).name,
    office: office(record.organisation),
    state: STATE_TITLES[record.state].zh,
    receivedAt: record.submittedAt ?? record.createdAt,
    acceptedAt: record.acceptedAt,
    decidedAt: record.decidedAt,
    ...limitsShown(record, matter.limits),
    ...(rules === undefined ? {} : { rules }),
    ...(record.outcome === null
      ? {}
      : {
          decision: {
            outcome: record.acceptedAt === null ? '不予受理' : OUTCOMES[record.outcome],
            ...(refusal ? { reason: refusal.reason.zh, basis: refusal.basis.zh } : {}),
          },
        }),
    tasks: examined.map((task) => {
      const officer = task.byAccount === null ? undefined : names.get(task.byAccount);
      const opinion = tools.contents.opinion(task);
      return {
        title: task.titleZh,
        link: task.link,
        office: office(task.organisation),
        ...(officer === undefined ? {} : { officer }),
        result: task.state === 'done' ? task.result : null,
        ...(opinion === undefined ? {} : { opinion }),
        at: task.closedAt,
      };
    }),
    time: [
      ...suspensions.map(
        (one) =>
          `${PROCEDURES[one.kind].zh}：${shanghaiDate(one.from)} 至 ${one.until ? shanghaiDate(one.until) : `（预计 ${one.expectedUntil}）`}，${tools.contents.reason(one)}`,
      ),
      ...(extension?.approved
        ? [
            `延期 ${inUnit(extension.days, matter.limits.statutory.unit)}，经${extendedBy(tools, record, extension.by_government)}负责人批准：${reasonToExtend(tools, extension)}`,
          ]
        : []),
    ],
    printed: { at: tools.clock.now(), by: office(staff.organisation) },
  };
}

/** Promise and statutory limit, each with its day while it runs: before acceptance and after approval other limits do (答复, 送达). */
export function limitsShown(
  { state, deadline, statutory }: Pick<CaseRecord, 'state' | 'deadline' | 'statutory'>,
  limits: Record<'promise' | 'statutory', MatterLimit>,
): Pick<Examination, 'promise' | 'statutory'> {
  const runs = state === 'accepted' || state === 'under-review';
  const shown = ({ days, unit }: MatterLimit, due: { date: string } | null): string =>
    `${inUnit(days, unit)}${runs && due ? `（${due.date}）` : ''}`;
  return { promise: shown(limits.promise, deadline), statutory: shown(limits.statutory, statutory) };
}

/** As the notice to the applicant names them: the head of the office, or of the government of its level. */
function extendedBy(
  { organisations }: CaseTools,
  { organisation }: Pick<CaseRecord, 'organisation'>,
  byGovernment: boolean,
): string {
  const government = byGovernment ? governmentOf(organisations, organisation) : undefined;
  return government === undefined ? '本机关' : organisations.get(government).name.zh;
}
