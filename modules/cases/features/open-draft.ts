import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { accessErrors, applicantSubject, asPerson, type PersonActor } from '@platform/access';
import { firmFactOf, type FormSchema } from '@platform/forms';
import { feature, type Feature } from '@platform/http';
import type { Matter } from '@modules/matters/contract';
import { NO_DATA, type Applicant } from '../domain/contents.ts';
import { caseNumber } from '../domain/case-number.ts';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { refreshData } from '../refresh-data.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findDraft, insertDraft, nextCaseSerial } from '../store/cases.ts';
import { insertSteps } from '../store/steps.ts';
import { MyCase } from '../views/shapes.ts';
import type { Keeper } from '../window/doors.ts';
import { myCase } from '../views/show-case.ts';

/** Opens an application: a draft with everything filled in that data already say. An open draft of the same matter is given again. */
export function openDraft(tools: CaseTools): Feature {
  return feature({
    name: 'cases.open-draft',
    method: 'POST',
    path: '/api/cases',
    summary: { zh: '打开申请（已有数据自动带出）', en: 'Open an application, known data filled in' },
    access: { signedIn: 'person' },
    body: Type.Object({ matter: Type.String({ maxLength: 64 }) }),
    response: MyCase,
    rateLimit: 60,
    async handle(context, { body }) {
      const person = asPerson(context.actor);
      const matter = tools.matters.get(body.matter);
      const subject = applicantSubject(person);
      demandServed(matter, person.actingFor !== undefined);
      const draft =
        (await tools.db.readOnce((tx) => findDraft(tx, subject, matter.id, null))) ??
        (await beginDraft(tools, await who(tools, person, matter), matter, context.trace));
      const record = await refreshData(tools, draft, context);
      return myCase(tools, record, [], context.language);
    },
  });
}

/** Matters say whom they serve (服务对象). @throws cases.for-firms, cases.for-persons */
function demandServed({ serviceObject, title }: Matter, isFirm: boolean): void {
  const named = { matter: title.zh, matterEn: title.en };
  const forPersons = serviceObject.includes('natural-person');
  if (!isFirm && !forPersons) throw caseErrors.forFirms(named);
  if (isFirm && forPersons && serviceObject.length === 1) throw caseErrors.forPersons(named);
}

/** What the form of a matter may take from the firm that applies (`x-firm`). */
export function firmFacts({ formSchema }: Matter, firm: Applicant): Record<string, string> {
  const facts = { name: firm.name, creditCode: firm.citizenId };
  return Object.fromEntries(
    Object.entries((formSchema as FormSchema).properties ?? {}).flatMap(([field, part]) => {
      const fact = firmFactOf(part);
      return fact ? [[field, facts[fact]]] : [];
    }),
  );
}

/** Who applies on line: the person, or the firm for which they act. */
async function who(tools: CaseTools, person: PersonActor, matter: Matter): Promise<DraftOf> {
  const of = { keeper: person, subject: applicantSubject(person), account: person.accountId };
  if (!person.actingFor) {
    const { citizenId, name } = await tools.identity.citizenOf(person.accountId);
    return { ...of, applicant: { citizenId, name }, form: {} };
  }
  const firm = await tools.identity.firmOfSubject(person.actingFor.subject);
  if (!firm) throw accessErrors.notInMandate();
  const applicant = { citizenId: firm.creditCode, name: firm.name };
  return { ...of, applicant, form: firmFacts(matter, applicant) };
}

/** Whose draft it is: the applicant's, and who fills it in. `account` is empty for an applicant who has none. `form`: what it begins with. */
export type DraftOf = {
  keeper: Keeper;
  subject: string;
  account: string;
  applicant: Applicant;
  form: Readonly<Record<string, string>>;
};

/** The draft is written before data are read, so that each read carries the number of a case that exists. */
export async function beginDraft(
  tools: CaseTools,
  { keeper, subject, account, applicant, form }: DraftOf,
  matter: Matter,
  trace: string,
): Promise<CaseRecord> {
  const windowAccount = keeper.kind === 'staff' ? keeper.accountId : null;
  const organisation = tools.organisations.get(matter.organisation);
  return tools.db.transaction(async (tx) => {
    const now = tools.clock.now();
    const id = tools.ids.next();
    const serial = await nextCaseSerial(tx);
    const draft: CaseRecord = {
      id,
      caseNo: caseNumber(matter.codes.localCode, organisation.id, shanghaiDate(now).slice(0, 4), serial),
      matter: matter.id,
      matterVersion: matter.version,
      processVersion: matter.version,
      organisation: organisation.id,
      subject,
      account,
      state: 'draft',
      correctionTold: false,
      revision: 0,
      createdAt: now,
      updatedAt: now,
      dataReadAt: null,
      submittedAt: null,
      acceptedAt: null,
      decidedAt: null,
      closedAt: null,
      deadline: null,
      statutory: null,
      extendedDays: 0,
      suspendedAt: null,
      light: null,
      nextLightAt: null,
      papersUntil: null,
      papersTold: null,
      committed: false,
      credit: null,
      channel: windowAccount === null ? 'online' : 'window',
      windowAccount,
      visits: 0,
      promisedVisits: null,
      passed: null,
      took: null,
      sealedCredit: null,
      papersSaved: 0,
      verdict: null,
      outcome: null,
      instant: false,
      licenceTemplate: matter.result.licence ?? null,
      licenceId: null,
      reviewStars: null,
      sealedApplicant: tools.contents.sealApplicant(id, applicant),
      sealedForm: tools.contents.sealForm(id, form),
      sealedData: tools.contents.sealData(id, NO_DATA),
      sealedTrace: null,
      sealedNotice: null,
    };
    const inserted = await insertDraft(tx, draft);
    // Two windows at once: the other one was first.
    if (!inserted) return (await findDraft(tx, subject, matter.id, windowAccount)) as CaseRecord;
    const created = {
      id: tools.ids.next(),
      kind: 'created',
      at: now,
      byKind: keeper.kind,
      byOrganisation: keeper.kind === 'staff' ? keeper.organisation : null,
      byAccount: keeper.accountId,
      sealedNote: null,
      sealedNoteEn: null,
    };
    const detail = { caseNo: inserted.caseNo, matter: matter.id };
    await Promise.all([
      insertSteps(tx, id, [created]),
      tools.audit.append(tx, { actor: keeper, action: 'cases.open-draft', subject: `case:${id}`, detail, trace }),
    ]);
    return inserted;
  });
}
