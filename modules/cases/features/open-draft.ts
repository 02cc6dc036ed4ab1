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
      demandServed(matter, person);
      const draft =
        (await tools.db.readOnce((tx) => findDraft(tx, subject, matter.id))) ??
        (await begin(tools, person, matter, context.trace));
      const record = await refreshData(tools, draft, context);
      return myCase(tools, record, [], context.language);
    },
  });
}

/** Matters say whom they serve (服务对象). @throws cases.for-firms, cases.for-persons */
function demandServed({ serviceObject, title }: Matter, { actingFor }: PersonActor): void {
  const named = { matter: title.zh, matterEn: title.en };
  const forPersons = serviceObject.includes('natural-person');
  if (!actingFor && !forPersons) throw caseErrors.forFirms(named);
  if (actingFor && forPersons && serviceObject.length === 1) throw caseErrors.forPersons(named);
}

/** Who applies: the person, or the firm for which they act. */
async function applicantOf(tools: CaseTools, { accountId, actingFor }: PersonActor): Promise<Applicant> {
  if (!actingFor) {
    const { citizenId, name } = await tools.identity.citizenOf(accountId);
    return { citizenId, name };
  }
  const firm = await tools.identity.firmOfSubject(actingFor.subject);
  if (!firm) throw accessErrors.notInMandate();
  return { citizenId: firm.creditCode, name: firm.name };
}

/** What the form of a matter may take from the firm that applies (`x-firm`). */
function firmFacts({ formSchema }: Matter, firm: Applicant): Record<string, string> {
  const facts = { name: firm.name, creditCode: firm.citizenId };
  return Object.fromEntries(
    Object.entries((formSchema as FormSchema).properties ?? {}).flatMap(([field, part]) => {
      const fact = firmFactOf(part);
      return fact ? [[field, facts[fact]]] : [];
    }),
  );
}

/** The draft is written before data are read, so that each read carries the number of a case that exists. */
async function begin(tools: CaseTools, person: PersonActor, matter: Matter, trace: string): Promise<CaseRecord> {
  const applicant = await applicantOf(tools, person);
  const subject = applicantSubject(person);
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
      organisation: organisation.id,
      subject,
      account: person.accountId,
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
      channel: 'online',
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
      sealedForm: tools.contents.sealForm(id, person.actingFor ? firmFacts(matter, applicant) : {}),
      sealedData: tools.contents.sealData(id, NO_DATA),
      sealedTrace: null,
      sealedNotice: null,
    };
    const inserted = await insertDraft(tx, draft);
    // Two windows at once: the other one was first.
    if (!inserted) return (await findDraft(tx, subject, matter.id)) as CaseRecord;
    const created = {
      id: tools.ids.next(),
      kind: 'created',
      at: now,
      byKind: 'person',
      byOrganisation: null,
      byAccount: person.accountId,
      sealedNote: null,
    };
    const detail = { caseNo: inserted.caseNo, matter: matter.id };
    await Promise.all([
      insertSteps(tx, id, [created]),
      tools.audit.append(tx, { actor: person, action: 'cases.open-draft', subject: `case:${id}`, detail, trace }),
    ]);
    return inserted;
  });
}
