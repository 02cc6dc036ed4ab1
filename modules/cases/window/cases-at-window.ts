import { Type } from 'typebox';
import { isUuid, LocalText, maskValue } from '@platform/kernel';
import { asStaff, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { mayTakeIn, serves } from '../domain/take-in.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import { caseErrors } from '../errors.ts';
import { caseAtWindow } from '../features/own-case.ts';
import { beginDraft, firmFacts } from '../features/open-draft.ts';
import { sendPdf } from '../features/send-pdf.ts';
import { recordCaseRead } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import { noticeFile } from '../notice-file.ts';
import { refreshData } from '../refresh-data.ts';
import { casesAtWindow } from '../store/case-lists.ts';
import { findDraft, lockCase, saveCase } from '../store/cases.ts';
import { documentsOfCase } from '../store/documents.ts';
import { stepsOfCase } from '../store/steps.ts';
import { findVisitor, type VisitorRow } from '../store/visitors.ts';
import { MyCase, State } from '../views/shapes.ts';
import { myCase } from '../views/show-case.ts';
import { openWho } from './receive-visitor.ts';
import { sinceToday } from './visit-at-window.ts';
import { Visitor, visitorView } from './visitor-view.ts';

const access = { permission: 'cases.take-in' } as const;

/** Somebody whom this officer wrote down today. @throws cases.nobody-at-window */
export async function visitorOf(tools: CaseTools, tx: Tx, id: string, staff: StaffActor): Promise<VisitorRow> {
  const row = isUuid(id) ? await findVisitor(tx, id, staff.accountId, sinceToday(tools)) : undefined;
  if (!row) throw caseErrors.nobodyAtWindow();
  return row;
}

/** @throws cases.not-at-this-window, cases.not-for-them */
export function demandTakesIn(tools: CaseTools, staff: StaffActor, matterId: string, kind: 'person' | 'firm') {
  const matter = tools.matters.get(matterId);
  const names = { matter: matter.title.zh, matterEn: matter.title.en };
  if (!mayTakeIn(staff, matter, (id) => tools.organisations.find(id))) throw caseErrors.notAtThisWindow(names);
  const kinds = kind === 'person' ? { kind: '个人', kindEn: 'a person' } : { kind: '企业', kindEn: 'a firm' };
  if (!serves(matter, kind)) throw caseErrors.notForThem({ ...names, ...kinds });
  return matter;
}

/** The same officer's page, opened once more today: nothing is asked of a register again. */
export function showVisitor(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-visitor',
    method: 'GET',
    path: '/api/window/visitors/:id',
    summary: { zh: '今天登记的来人', en: 'Somebody written down today' },
    access,
    params: Type.Object({ id: Type.String() }),
    response: Visitor,
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      return tools.db.read(async (tx) => {
        const row = await visitorOf(tools, tx, params.id, staff);
        return visitorView(tools, tx, staff, row, openWho(tools, row));
      });
    },
  });
}

/** Opens a form for who came: the applicant's, filled in by the officer, known data in it. An open one is given again. */
export function openAtWindow(tools: CaseTools): Feature {
  return feature({
    name: 'cases.open-at-window',
    method: 'POST',
    path: '/api/window/cases',
    summary: {
      zh: '窗口为来人打开申请（已有数据自动带出）',
      en: 'Open an application for who came, known data filled in',
    },
    access,
    body: Type.Object({ visitor: Type.String(), matter: Type.String({ maxLength: 64 }) }),
    response: MyCase,
    rateLimit: 60,
    async handle(context, { body }) {
      const staff = asStaff(context.actor);
      const [row, there] = await tools.db.read(async (tx) => {
        const found = await visitorOf(tools, tx, body.visitor, staff);
        return [found, await findDraft(tx, found.subject, body.matter, staff.accountId)] as const;
      });
      const matter = demandTakesIn(tools, staff, body.matter, row.kind);
      const { number, name } = openWho(tools, row);
      const account = (await tools.identity.accountOfSubject(row.subject)) ?? '';
      const applicant = { citizenId: number, name };
      const form = row.kind === 'firm' ? firmFacts(matter, applicant) : {};
      const of = { keeper: staff, subject: row.subject, account, applicant, form };
      const draft = there ?? (await beginDraft(tools, of, matter, context.trace));
      const record = await refreshData(tools, draft, context);
      return myCase(tools, record, [], context.language);
    },
  });
}

/** Takes up, for who came, what they were asked to correct: it is open at this window until it is handed in again. */
export function correctAtWindow(tools: CaseTools): Feature {
  return feature({
    name: 'cases.correct-at-window',
    method: 'POST',
    path: '/api/window/cases/:id/correct',
    summary: { zh: '窗口为来人补正', en: 'Correct a case for who came' },
    access,
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ visitor: Type.String() }),
    response: MyCase,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const taken = await tools.db.transaction(async (tx) => {
        const row = await visitorOf(tools, tx, body.visitor, staff);
        const record = isUuid(params.id) ? await lockCase(tx, params.id) : undefined;
        if (record?.subject !== row.subject || record.state !== 'correction') throw caseErrors.caseNotFound();
        demandTakesIn(tools, staff, record.matter, row.kind);
        await recordCaseRead(tools, tx, record, staff, context.trace);
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.correct-at-window',
          subject: `case:${record.id}`,
          detail: { caseNo: record.caseNo, visitor: row.id },
          trace: context.trace,
        });
        return saveCase(tx, { ...record, windowAccount: staff.accountId, updatedAt: tools.clock.now() });
      });
      const record = await refreshData(tools, taken, context);
      const steps = await tools.db.readOnce((tx) => stepsOfCase(tx, record.id));
      return myCase(tools, record, steps, context.language);
    },
  });
}

/** A case that is open at the officer's window, or was taken in there today. The look is recorded. */
export function showAtWindow(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-at-window',
    method: 'GET',
    path: '/api/window/cases/:id',
    summary: { zh: '本窗口的办件', en: 'A case at this window' },
    access,
    params: Type.Object({ id: Type.String() }),
    response: Type.Interface([MyCase], { applicant: Type.Object({ name: Type.String(), number: Type.String() }) }),
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      return tools.db.transaction(async (tx) => {
        const record = await caseAtWindow(tx, params.id, staff, 'read', tools.clock);
        await recordCaseRead(tools, tx, record, staff, context.trace);
        const { name, citizenId } = tools.contents.applicant(record);
        const shown = myCase(tools, record, await stepsOfCase(tx, record.id), context.language);
        return { ...shown, applicant: { name, number: maskValue(citizenId, 'citizen-id') } };
      });
    },
  });
}

/** What this officer has open, and took in today: names masked. */
export function listAtWindow(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-at-window',
    method: 'GET',
    path: '/api/window/cases',
    summary: { zh: '本窗口的草稿和今天收的件', en: 'What is open at this window, and was taken in today' },
    access,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          caseNo: Type.String(),
          title: LocalText,
          applicant: Type.String(),
          state: State,
          stateTitle: LocalText,
          at: Type.String(),
        }),
      ),
      /** How many were taken in today. */
      today: Type.Integer(),
    }),
    async handle(context) {
      const staff = asStaff(context.actor);
      const found = await tools.db.read((tx) => casesAtWindow(tx, staff.accountId, sinceToday(tools), 200));
      return {
        items: found.map((record) => ({
          id: record.id,
          caseNo: record.caseNo,
          title: tools.matters.get(record.matter, record.matterVersion).title,
          applicant: maskValue(tools.contents.applicant(record).name, 'name'),
          state: record.state,
          stateTitle: STATE_TITLES[record.state],
          at: record.updatedAt.toISOString(),
        })),
        today: found.filter(({ submittedAt }) => submittedAt && submittedAt >= sinceToday(tools)).length,
      };
    },
  });
}

/** The receipt (收件凭证) of a case taken in here today, to be printed. */
export function showReceipt(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-receipt-at-window',
    method: 'GET',
    path: '/api/window/cases/:id/receipt',
    summary: { zh: '收件凭证（PDF）', en: 'The receipt of a case taken in at a window (PDF)' },
    access,
    params: Type.Object({ id: Type.String() }),
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      const { receipt, record } = await tools.db.transaction(async (tx) => {
        const found = await caseAtWindow(tx, params.id, staff, 'read', tools.clock);
        const last = (await documentsOfCase(tx, found.id)).findLast(({ kind }) => kind === 'receipt');
        if (!last) throw caseErrors.caseNotFound();
        await recordCaseRead(tools, tx, found, staff, context.trace);
        return { receipt: last, record: found };
      });
      return sendPdf(context, await noticeFile(tools, receipt, record.caseNo), receipt.id);
    },
  });
}
