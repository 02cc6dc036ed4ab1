import { randomUUID } from 'node:crypto';
import type { Actor, PersonActor } from '@platform/access';
import type { manualClock } from '@platform/kernel';
import { SUBJECT, type Foundations } from '@platform/module';
import { recordChanged } from '@modules/base-registries/contract';
import { caseDecided, commitmentBroken, type IssueFacts } from '@modules/cases/contract';
import type { createLicences } from '../module.ts';
import { demoCitizenId } from './small-city.ts';

/** What the acts need of a test city. */
type City<Body> = Foundations & {
  clock: ReturnType<typeof manualClock>;
  modules: ReturnType<typeof createLicences>[];
  settle(): Promise<void>;
  request(request: {
    method?: 'GET' | 'POST';
    path: string;
    body?: unknown;
    as?: Actor;
  }): Promise<{ status: number; body: Body; bytes: Buffer; headers: Record<string, unknown> }>;
};

export const PEOPLE = {
  ann: { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' },
  bob: { citizenId: demoCitizenId('1991-01-01', '002'), name: '包大山' },
};
export type Who = keyof typeof PEOPLE;

/** What people and the city's machinery do in tests of this module. */
export function acts<Body>(city: City<Body>, facts: Map<string, IssueFacts>) {
  // Verifying is limited to so many calls a minute.
  let asked = 0;
  const minutePasses = (): void => {
    asked += 1;
    if (asked % 25 === 0) city.clock.advance(60_000);
  };
  const subjectOf = (who: Who): string => city.blindIndex(PEOPLE[who].citizenId, SUBJECT);
  const as = (who: Who): PersonActor => ({ kind: 'person', accountId: who, subject: subjectOf(who) });

  /** Tells that a case was approved; the same case again when it is named. */
  const decided = async (who: Who, caseId: string = randomUUID()): Promise<string> => {
    const template = city.packs.all('licences')[0]?.value;
    if (!template) throw new Error('The packs of this test have no licence template');
    const caseNo = `T-${caseId.slice(0, 8)}`;
    const common = { caseId, caseNo, matter: 'any-matter', organisation: template.issuer };
    facts.set(caseId, {
      ...common,
      matterVersion: '1',
      holder: { ...PEOPLE[who], subject: subjectOf(who) },
      form: { name: PEOPLE[who].name, court: 'clay' },
      data: {},
      decision: {},
      decidedAt: city.clock.now().toISOString(),
    });
    const more = { subject: subjectOf(who), outcome: 'approved' as const, instant: true, licenceTemplate: template.id };
    await city.database.asPlatform.transaction((tx) =>
      city.outbox.append(tx, caseDecided, `case:${caseId}`, { ...common, ...more }, 'test'),
    );
    await city.settle();
    return caseId;
  };

  return {
    as,
    subjectOf,
    decided,
    /** A new licence as its holder sees it. */
    async licence(who: Who) {
      const summary = await city.modules[0]?.port.findByCase(await decided(who));
      return (await city.request({ path: `/api/licences/mine/${summary?.licenceId}`, as: as(who) })).body;
    },
    /** A later check of the case found its commitment untrue. */
    async commitmentBroken(who: Who, caseId: string) {
      const { caseNo, matter, organisation } = facts.get(caseId) as IssueFacts;
      const event = { caseId, caseNo, matter, organisation, subject: subjectOf(who), until: '2026-12-25' };
      await city.database.asPlatform.transaction((tx) =>
        city.outbox.append(tx, commitmentBroken, `case:${caseId}`, event, 'test'),
      );
      await city.settle();
    },
    /** The last of these events is delivered once more. */
    async commitmentBrokenAgain() {
      await city.database.pool.query(
        `insert into platform.delivery (subscriber, event_id, aggregate) select 'licences.on-commitment-broken', id, aggregate
         from platform.event where type = $1 order by at desc limit 1`,
        [commitmentBroken.type],
      );
      await city.settle();
    },
    tokenOf: (shown: { verifyUrl: string }): string => new URL(shown.verifyUrl).searchParams.get('t') as string,
    async verify(token: string) {
      minutePasses();
      return (await city.request({ method: 'POST', path: '/api/verify/token', body: { token } })).body;
    },
    async verifyFile(bytes: Uint8Array) {
      minutePasses();
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), 'licence.pdf');
      return city.request({ method: 'POST', path: '/api/verify/file', body });
    },
    /** The registry that the template watches says that the watched fact changed. */
    async factChanges(who: Who, after: string | null) {
      const watch = city.packs.all('licences')[0]?.value.watch?.[0];
      if (!watch) throw new Error('The template of this test watches nothing');
      const { registry, field } = watch;
      const event = { registry, subject: subjectOf(who), field, before: '1', after, loadId: randomUUID() };
      await city.database.asPlatform.transaction((tx) =>
        city.outbox.append(tx, recordChanged, `registry-record:${registry}:${event.subject}`, event, 'test'),
      );
      await city.settle();
    },
  };
}
