import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { governmentOf, isTooLate, officesOf } from '../domain/extensions.ts';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { askedOfGovernment, countAskedOfGovernment, type AskedOfGovernment } from '../store/extensions.ts';
import { reasonToExtend } from '../views/inside-view.ts';
import { CaseOutline } from '../views/outline-view.ts';
import { State } from '../views/shapes.ts';
import { act } from './act-and-show.ts';
import { Reason, settleExtension, waitingExtension } from './extend-case.ts';
import { outlineOf } from './show-case-outline.ts';

const Item = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  title: LocalText,
  organisationName: LocalText,
  state: State,
  days: Type.Integer(),
  askedAt: Type.String(),
  reason: Type.String(),
  /** The statutory limit as it stands; absent while a special procedure goes on. */
  statutory: Type.Optional(Type.Object({ dueDate: Type.String(), workdaysLeft: Type.Integer() })),
  /** The limit has passed: it can only be refused. */
  late: Type.Boolean(),
});

/** Extensions that wait for the head of the signed-in person's government (行政许可法 art. 42 para 2), the oldest first; nothing of the applicants. */
export function listJointExtensions(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-joint-extensions',
    method: 'GET',
    path: '/api/work/joint-extensions',
    summary: { zh: '待政府负责人批准的延期申请（联合办理）', en: 'Extensions that wait for the head of government' },
    access: { permission: 'cases.approve-joint-extension' },
    query: PageQuery,
    response: Page(Item),
    async handle(context, { query }) {
      const offices = officesOf(tools.organisations, asStaff(context.actor).organisation);
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const from = after && { at: String(after[0]), id: String(after[1]) };
      const { found, total } = await tools.db.read(async (tx) => ({
        found: await askedOfGovernment(tx, offices, limit, from),
        total: after ? undefined : await countAskedOfGovernment(tx, offices),
      }));
      const page = cursorPage(found, limit, ({ asked }) => [asked.asked_at.toISOString(), asked.id]);
      return {
        ...page,
        items: page.items.map((one) => itemOf(tools, one)),
        ...(total === undefined ? {} : { total }),
      };
    },
  });
}

/**
 * Approves or refuses the extension of what several departments handle, as head of the government of the level; refused with a reason for the
 * office. Approved, both clocks move and the applicant is told. The answer is the outline of the case: nothing of the applicant.
 * @throws cases.no-extension-asked, cases.other-government, cases.answer-in-words, cases.extension-too-late
 */
export function answerJointExtension(tools: CaseTools): Feature {
  return feature({
    name: 'cases.answer-joint-extension',
    method: 'POST',
    path: '/api/work/cases/:id/joint-extension',
    summary: { zh: '政府负责人审批联合办理延期', en: 'Approve or refuse an extension as head of government' },
    access: { permission: 'cases.approve-joint-extension' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ approve: Type.Boolean(), reason: Type.Optional(Reason) }),
    response: CaseOutline,
    handle: (context, { params: { id }, body }) =>
      act(
        tools,
        context,
        id,
        undefined,
        async (tx, handling, acting) => {
          const { organisation } = handling.record;
          const asked = await waitingExtension(tx, id);
          const government = governmentOf(tools.organisations, organisation);
          if (!asked.by_government) throw caseErrors.noExtensionAsked();
          if (government === undefined) throw caseErrors.noGovernment();
          const { name } = tools.organisations.get(government);
          if (government !== acting.staff.organisation)
            throw caseErrors.otherGovernment({ government: name.zh, governmentEn: name.en });
          const words = body.reason?.trim() ?? '';
          if (!body.approve && words === '') throw caseErrors.answerInWords();
          await settleExtension(tools, tx, context, handling, acting, asked, {
            approve: body.approve,
            extendedBy: name.zh,
            words,
          });
        },
        (tx, done, acting) => outlineOf(tools, tx, done, acting),
      ),
  });
}

function itemOf(tools: CaseTools, { record, asked }: AskedOfGovernment): Type.Static<typeof Item> {
  const { id, caseNo, matter, matterVersion, organisation, state, statutory } = record;
  const now = tools.clock.now();
  return {
    id,
    caseNo,
    title: tools.matters.get(matter, matterVersion).title,
    organisationName: tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation },
    state,
    days: asked.days,
    askedAt: asked.asked_at.toISOString(),
    reason: reasonToExtend(tools, asked),
    ...(statutory
      ? {
          statutory: {
            dueDate: statutory.date,
            workdaysLeft: tools.calendar.workdaysBetween(shanghaiDate(now), statutory.date),
          },
        }
      : {}),
    late: isTooLate(record, now),
  };
}
