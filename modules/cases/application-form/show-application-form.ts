import { Type } from 'typebox';
import { isCitizenId } from '@platform/kernel';
import { asStaff, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { attachmentsOf } from '../store/attachments.ts';
import { nameOf } from '../attachments/attachment-view.ts';
import type { Applicant } from '../domain/contents.ts';
import { mergeForm } from '../domain/prefilled.ts';
import { caseAtWindow, ownCase } from '../features/own-case.ts';
import { sendPdf } from '../features/send-pdf.ts';
import { recordCaseRead, workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { stepsOfCase, type StepRecord } from '../store/steps.ts';
import { visitorOfCase } from '../store/visitors.ts';
import type { Door } from '../window/doors.ts';
import { placeTitle } from '../window/window-places.ts';
import { openWho } from '../window/receive-visitor.ts';
import { applicationForm, type Application } from './application-form.ts';

const params = Type.Object({ id: Type.String() });

/** 申请表 for its applicant, also of a draft, as a preview; at a window to be signed, where the look is recorded. */
export function showApplicationForm(tools: CaseTools, door: Door): Feature {
  return feature({
    name: door.name('show-application-form'),
    method: 'GET',
    path: `${door.path}/:id/application-form`,
    summary: door.summary({ zh: '申请表（PDF，可打印）', en: 'The application form, to be printed (PDF)' }),
    access: door.access,
    params,
    rateLimit: 60,
    async handle(context, { params: { id } }) {
      const keeper = door.keeper(context.actor);
      const application = await tools.db.transaction(async (tx) => {
        if (keeper.kind !== 'staff') return loadApplication(tools, tx, await ownCase(tx, id, keeper, 'read'), keeper);
        const record = await caseAtWindow(tx, id, keeper, 'read', tools.clock);
        await recordCaseRead(tools, tx, record, keeper, context.trace, PRINTED);
        return loadApplication(tools, tx, record, keeper);
      });
      return sendPdf(context, await tools.drawing.draw(applicationForm(application)), `${id}-form`);
    },
  });
}

/** 申请表 for officers of the organisations concerned; the look is recorded with its purpose. */
export function showWorkApplicationForm(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-work-application-form',
    method: 'GET',
    path: '/api/work/cases/:id/application-form',
    summary: { zh: '办件的申请表（PDF，查阅留痕）', en: 'The application form of a case (PDF); the read is recorded' },
    access: { permission: 'cases.read-personal-data' },
    params,
    rateLimit: 60,
    async handle(context, { params: { id } }) {
      const staff = asStaff(context.actor);
      const application = await tools.db.transaction(async (tx) => {
        const record = await workedCase(tx, id, staff, 'read');
        await recordCaseRead(tools, tx, record, staff, context.trace, PRINTED);
        return loadApplication(tools, tx, record, staff);
      });
      return sendPdf(context, await tools.drawing.draw(applicationForm(application)), `${id}-form`);
    },
  });
}

const PRINTED = { zh: '打印申请表', en: 'Printing the application form' };

async function loadApplication(tools: CaseTools, tx: Tx, record: CaseRecord, by: Actor): Promise<Application> {
  const [steps, files, process] = await Promise.all([
    stepsOfCase(tx, record.id),
    attachmentsOf(tx, record.id),
    tools.models.of(record.matter, record.matterVersion),
  ]);
  const isOpen = record.state === 'draft' || record.state === 'correction';
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const data = tools.contents.data(record);
  const stored = tools.contents.form(record);
  const applicant = tools.contents.applicant(record);
  const name = (id: string): string => tools.organisations.find(id)?.name.zh ?? id;
  const handedIn = steps.findLast(({ kind }) => kind === 'submitted' || kind === 'resubmitted');
  const took = handedIn ?? steps.find(({ kind }) => kind === 'created');
  const visitor = took?.byKind === 'staff' ? await visitorOfCase(tx, record, took) : undefined;
  const agent = visitor ? openWho(tools, visitor).agent : await firmsAgent(tools, applicant, took);
  const promise = process.main.attributes['commitment'];
  return {
    record,
    matter,
    applicant,
    form: isOpen ? mergeForm(matter, data, stored) : stored,
    data,
    missing: tools.contents.notice(record).missing,
    files: files
      .filter(({ state, handedInAt }) => state === 'stored' && (isOpen || handedInAt !== null))
      .map((file) => ({ id: file.id, material: file.material, place: file.place, name: nameOf(tools, file) })),
    ...(agent && agent.citizenId !== applicant.citizenId ? { agent } : {}),
    ...(handedIn?.kind === 'resubmitted' ? { resubmittedAt: handedIn.at } : {}),
    ...(took?.byKind === 'staff'
      ? { window: visitor?.place ? placeTitle(visitor.place).zh : name(took.byOrganisation ?? '') }
      : {}),
    ...(promise === undefined ? {} : { promise }),
    office: name(record.organisation),
    nameOf: name,
    printed: { at: tools.clock.now(), by: by.kind === 'staff' ? name(by.organisation) : '申请人自行打印' },
  };
}

/** Whose account it was that handed in for a firm on line. */
async function firmsAgent(
  tools: CaseTools,
  applicant: Applicant,
  step: StepRecord | undefined,
): Promise<Applicant | undefined> {
  if (!step?.byAccount || step.byKind === 'staff' || isCitizenId(applicant.citizenId)) return undefined;
  const { citizenId, name } = await tools.identity.citizenOf(step.byAccount);
  return { citizenId, name };
}
