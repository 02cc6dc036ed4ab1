import type { FieldFault, LocalText } from '@platform/kernel';
import type { PersonActor, StaffActor } from '@platform/access';
import { readEmbedded } from '@platform/documents';
import type { PackSet, ScenarioObservation } from '@platform/packs';
import type { Rehearsal } from './rehearsal.ts';
import { nodeOf, officePage, officerOf } from './scenario-office.ts';

/** What a scenario looks at in the answers about the applicant's own case. */
export type CaseAnswer = {
  id: string;
  caseNo: string;
  organisation: string;
  state: string;
  formSchema: unknown;
  documents?: { kind: string }[];
  submittedAt?: string;
  form: Record<string, unknown>;
  papersSaved: number;
  decision?: { outcome: 'approved' | 'refused' | 'routed'; instant: boolean; reason?: LocalText };
  allowed: string[];
};

/** What the rules said when the form was taken. */
export type RulesWord = { outcome: 'approve' | 'route' | 'refuse'; reason?: string };

type Get = <T>(as: PersonActor | StaffActor, path: string) => Promise<T>;

export type Sight = {
  packs: PackSet;
  rehearsal: Rehearsal;
  person: PersonActor;
  get: Get;
  ask: Parameters<typeof officePage>[0];
  matter: string;
  /** The case as the form opened. */
  opened: CaseAnswer;
  current: () => Promise<CaseAnswer>;
  faults: readonly FieldFault[];
  word: RulesWord | undefined;
};

const WORDS = { approved: 'approve', refused: 'refuse', routed: 'route' } as const;

/** The rules' word in the answer to a submit; applicants read the reason's text, which the matter's list leads back to its code. */
export function rulesWord(
  { decision }: CaseAnswer,
  reasons: Readonly<Record<string, LocalText>>,
): RulesWord | undefined {
  if (!decision) return undefined;
  const reason = Object.entries(reasons).find(([, text]) => text.zh === decision.reason?.zh)?.[0];
  return { outcome: WORDS[decision.outcome], ...(reason === undefined ? {} : { reason }) };
}

/** What the applicant, and of verifications the officer, can see now. */
export async function observeScenario(sight: Sight): Promise<ScenarioObservation> {
  const { packs, rehearsal, person, get, opened, word } = sight;
  const now = await sight.current();
  const licence = await newestLicence(rehearsal, person, get);
  return {
    prefilled: opened.form,
    papersSaved: now.papersSaved,
    formFaults: sight.faults,
    ...(now.submittedAt ? { case: { ...word, ...(await handlingOf(sight, now)) } } : {}),
    ...(licence ? { licence } : {}),
    reads: await readsOf(packs, rehearsal, person),
    openVerifications: (await openVerifications(packs, person, get)).length,
  };
}

/** Where the case stands: for the applicant, and for the office that handles it. */
async function handlingOf(
  { ask, word }: Sight,
  now: CaseAnswer,
): Promise<Omit<NonNullable<ScenarioObservation['case']>, 'outcome' | 'reason'>> {
  const { tasks, clocks } = await officePage(ask, now.id, now.organisation);
  const inState = (state: string): string[] => tasks.filter((task) => task.state === state).map(nodeOf);
  return {
    state: now.state,
    ...(word?.outcome === 'route' ? { routedTo: now.organisation } : {}),
    tasks: inState('open'),
    failed: inState('failed'),
    suspended: clocks?.suspended ?? false,
    ...(clocks?.light === undefined ? {} : { light: clocks.light }),
    ...(clocks?.promise.dueDate === undefined ? {} : { dueDate: clocks.promise.dueDate }),
    documents: (now.documents ?? []).map(({ kind }) => kind),
  };
}

type LicenceAnswer = { id: string; template: string; status: string; validUntil?: string };
type FileRecord = { fields: { name: string; value: unknown }[] };

/** The last licence of the wallet; its fields as the signed file carries them, where choices are still codes. */
async function newestLicence(
  rehearsal: Rehearsal,
  person: PersonActor,
  get: Get,
): Promise<ScenarioObservation['licence']> {
  const { items } = await get<{ items: LicenceAnswer[] }>(person, '/api/licences/mine');
  const [newest] = items;
  if (!newest) return undefined;
  const file = await rehearsal.request(person, { path: `/api/licences/mine/${newest.id}/file` });
  const embedded = readEmbedded(file.bytes) as { record?: FileRecord } | undefined;
  if (!embedded?.record) throw new Error(`The file of the licence ${newest.template} carries no record.`);
  return {
    template: newest.template,
    status: newest.status,
    validTo: newest.validUntil ?? 'permanent',
    fields: Object.fromEntries(embedded.record.fields.map(({ name, value }) => [name, value])),
  };
}

/** Reads that the applicant (the firm, where they act for one) may see by now, with the names that packs know them by. */
async function readsOf(
  packs: PackSet,
  rehearsal: Rehearsal,
  person: PersonActor,
): Promise<ScenarioObservation['reads']> {
  const { audit, database } = rehearsal.foundations;
  const whose = person.actingFor?.subject ?? person.subject;
  const reads = await database.forModule('disclosures').read((tx) => audit.readsOf(tx, whose, 1_000));
  return reads.flatMap(({ resource, purpose, fields }) => {
    if (!resource.startsWith('interface:')) return [];
    const id = resource.slice('interface:'.length);
    const purposes = packs
      .all('grants')
      .filter(({ value }) => value.interface === id)
      .flatMap(({ value }) => value.purposes);
    return [
      { interface: id, purpose: purposes.find(({ title }) => title.zh === purpose.zh)?.id ?? purpose.zh, fields },
    ];
  });
}

type VerificationAnswer = { id: string; licenceId: string; organisation: string };

/** Facts about the applicant's licences that officers have yet to look into, in the lists of all organisations that packs ask. */
export async function openVerifications(packs: PackSet, person: PersonActor, get: Get): Promise<VerificationAnswer[]> {
  const { items: licences } = await get<{ items: LicenceAnswer[] }>(person, '/api/licences/mine');
  const own = new Set(licences.map(({ id }) => id));
  if (own.size === 0) return [];
  const organisations = new Set(
    packs
      .all('licences')
      .flatMap(({ value }) => (value.watch ?? []).map(({ verification }) => verification.organisation)),
  );
  const found: VerificationAnswer[] = [];
  for (const organisation of organisations) {
    let cursor: string | undefined;
    do {
      const page: { items: VerificationAnswer[]; next?: string } = await get(
        officerOf(organisation),
        `/api/work/verifications?state=open&limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      found.push(...page.items.filter(({ licenceId }) => own.has(licenceId)));
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return found;
}
