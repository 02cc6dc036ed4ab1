import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { TERMINAL } from '../domain/case.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { deliveriesOfCase, documentsOfCase } from '../store/documents.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { tasksOfCase } from '../store/task-lists.ts';
import { visitsOfCase } from '../store/visits.ts';
import { VisitShape, visitView } from '../visits/visit-view.ts';
import { CaseDocument, caseDocument } from './document-view.ts';
import { ProcessPosition } from './inside-shape.ts';
import { positionOf } from './process-view.ts';

/** What the applicant sees of the handling: which office has to act or acted, never who, nor what it thought. */
export const applicantShape = {
  tasks: Type.Array(
    Type.Object({
      task: LocalText,
      organisationName: LocalText,
      state: Type.Enum(['open', 'done']),
      openedAt: Type.String(),
      closedAt: Type.Optional(Type.String()),
    }),
  ),
  documents: Type.Array(CaseDocument),
  process: ProcessPosition,
  /** Papers that may follow (容缺) and have not come: which, and until when. */
  missing: Type.Optional(Type.Object({ papers: Type.Array(LocalText), until: Type.String() })),
  /** A commitment that was found untrue: what, and until when it is to be put right. */
  toPutRight: Type.Optional(Type.Object({ finding: Type.String(), until: Type.String() })),
  /** Times that somebody had to come; absent for a case from before they were counted. */
  visits: Type.Optional(Type.Array(VisitShape)),
};
const Shape = Type.Object(applicantShape);

export async function applicantView(tools: CaseTools, tx: Tx, record: CaseRecord): Promise<Type.Static<typeof Shape>> {
  const [flow, tasks, documents, deliveries, visits] = await Promise.all([
    loadFlow(tx, record.id, tools.contents),
    tasksOfCase(tx, record.id),
    documentsOfCase(tx, record.id),
    deliveriesOfCase(tx, record.id),
    visitsOfCase(tx, record.id),
  ]);
  const { missing, broken } = tools.contents.notice(record);
  const { materials } = tools.matters.get(record.matter, record.matterVersion);
  const until = record.outcome === null && !TERMINAL.includes(record.state) ? record.papersUntil : null;
  return {
    ...(missing && until !== null
      ? {
          missing: {
            papers: materials.filter(({ id }) => missing.papers.includes(id)).map(({ title }) => title),
            until,
          },
        }
      : {}),
    ...(broken ? { toPutRight: { finding: broken.finding, until: broken.until } } : {}),
    ...(record.visits === null ? {} : { visits: visits.map((visit) => visitView(tools, visit)) }),
    tasks: tasks
      // Signers that an officer asked for are the office's own affair.
      .filter(({ state, node }) => node !== null && (state === 'open' || state === 'done' || state === 'failed'))
      .map((task) => ({
        task: { zh: task.titleZh, en: task.titleEn },
        organisationName: tools.organisations.find(task.organisation)?.name ?? {
          zh: task.organisation,
          en: task.organisation,
        },
        state: task.state === 'done' ? ('done' as const) : ('open' as const),
        openedAt: task.openedAt.toISOString(),
        ...(task.closedAt ? { closedAt: task.closedAt.toISOString() } : {}),
      })),
    documents: documents.filter(({ inside }) => !inside).map((row) => caseDocument(tools, row, deliveries)),
    process: await positionOf(tools, record, flow),
  };
}
