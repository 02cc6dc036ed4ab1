import type { FieldFault, manualClock } from '@platform/kernel';
import type { ApplicationActor, PersonActor, StaffActor } from '@platform/access';
import type { FormSchema } from '@platform/forms';
import type { PackSet, ScenarioRun, ScenarioStart } from '@platform/packs';
import { recordChanged } from '@modules/base-registries/contract';
import type { Rehearsal } from './rehearsal.ts';
import {
  observeScenario,
  openVerifications,
  type CaseAnswer,
  type RulesWord,
  rulesWord,
} from './scenario-observation.ts';
import { actInOffice, officerOf } from './scenario-office.ts';
import type { ScenarioIdentity, ScenarioRegistries } from './scenario-stand-ins.ts';
import { uploadNamedFiles } from './scenario-uploads.ts';

/** The city that scenarios are played in. */
export type Stage = {
  rehearsal: Rehearsal;
  clock: ReturnType<typeof manualClock>;
  identity: ScenarioIdentity;
  registries: ScenarioRegistries;
};

const DAY_MS = 86_400_000;
/** Events tell the values of codes and of facts graded 1 or 2, as the registries' own build does. */
const HIGHEST_OPEN_GRADE = 2;

/** An answer that was not expected ends the scenario, with what people would have read. */
export class RefusedAct extends Error {
  constructor(act: string, status: number, body: unknown) {
    const { code, title } = (body ?? {}) as { code?: string; title?: string };
    super(`${act} was answered ${status}: ${code ?? ''} ${title ?? ''}`.trim());
    this.name = 'RefusedAct';
  }
}

/** Begins a scenario: the applicant opens the form. */
export async function playedScenario(packs: PackSet, stage: Stage, start: ScenarioStart): Promise<ScenarioRun> {
  const { rehearsal, clock, identity, registries } = stage;
  const { citizenId, name, firm } = start.applicant;
  const { ids, database, outbox } = rehearsal.foundations;
  const accountId = ids.next();
  const person: PersonActor = {
    kind: 'person',
    accountId,
    ...identity.admit({ accountId, citizenId, name, ...(firm ? { firm } : {}) }),
  };

  const settle = async (): Promise<void> => {
    await rehearsal.settle();
    const failures = rehearsal.failures();
    if (failures.length > 0) throw new Error(`Failed in the background: ${failures.join('; ')}`);
  };
  const act = async <T>(
    as: PersonActor | StaffActor | ApplicationActor,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<T> => {
    const answer = await rehearsal.request(as, { method, path, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new RefusedAct(`${method} ${path}`, answer.status, answer.body);
    return answer.body as T;
  };
  const get = <T>(as: PersonActor | StaffActor, path: string): Promise<T> => act<T>(as, 'GET', path);
  const mine = (): Promise<CaseAnswer> => get(person, `/api/cases/mine/${opened.id}`);
  const matterReasons = packs.get('matters', start.matter).value.reasons;

  const opened = await act<CaseAnswer>(person, 'POST', '/api/cases', { matter: start.matter });
  await settle();
  let faults: readonly FieldFault[] = [];
  let word: RulesWord | undefined;
  const files = new Map<string, string>();

  return {
    async submit(given) {
      const { allowed, formSchema } = await mine();
      const way = allowed.includes('resubmit') ? 'resubmit' : 'submit';
      const form = await uploadNamedFiles(rehearsal, person, opened.id, formSchema as FormSchema, given, files);
      const answer = await rehearsal.request(person, {
        method: 'POST',
        path: `/api/cases/${opened.id}/${way}`,
        body: { form },
      });
      const errors = (answer.body as { errors?: { pointer: string; code: string; detail: string }[] } | undefined)
        ?.errors;
      if (answer.status >= 300 && !errors) throw new RefusedAct(way, answer.status, answer.body);
      faults = (errors ?? []).map(({ pointer, code, detail }) => ({
        path: pointer,
        code,
        message: { zh: detail, en: detail },
      }));
      if (answer.status < 300) word = rulesWord(answer.body as CaseAnswer, matterReasons);
      await settle();
    },

    async clerk({ action, reason }) {
      const clerk = officerOf((await mine()).organisation);
      const path = `/api/work/cases/${opened.id}`;
      const { revision, legalBasis } = await get<{ revision: number; legalBasis: { zh: string }[] }>(clerk, path);
      const said = (reason === undefined ? undefined : matterReasons[reason]?.zh) ?? reason ?? '经核实';
      if (action === 'approve') await act(clerk, 'POST', `${path}/approve`, { opinion: said, revision });
      else if (action === 'refuse')
        await act(clerk, 'POST', `${path}/refuse`, { reason: said, basis: legalBasis[0]?.zh ?? said, revision });
      else await act(clerk, 'POST', `${path}/request-correction`, { items: [{ text: said }], revision });
      await settle();
    },

    async office(what) {
      await actInOffice({ ask: act, packs, reasons: matterReasons }, await mine(), what);
      await settle();
    },

    async dataChanges({ registry, set }) {
      const definition = packs.get('registries', registry).value;
      const changes = registries
        .change(registry, citizenId, set)
        .filter(({ field, before, after }) => definition.watch.includes(field) && before !== after);
      await database.forModule('base-registries').transaction(async (tx) => {
        for (const { field, before, after } of changes) {
          const declared = definition.fields.find((one) => one.name === field);
          const open =
            declared?.type === 'code' ||
            declared?.type === 'boolean' ||
            (declared?.grade ?? HIGHEST_OPEN_GRADE + 1) <= HIGHEST_OPEN_GRADE;
          const resource = declared?.from[0]?.resource;
          const { subject } = person;
          await outbox.append(
            tx,
            recordChanged,
            `registry-record:${registry}:${subject}`,
            {
              registry,
              subject,
              field,
              before: open ? before : null,
              after: open ? after : null,
              ...(resource === undefined ? {} : { resource }),
              loadId: ids.next(),
            },
            ids.next(),
          );
        }
      });
      await settle();
    },

    async officer({ verification }) {
      if (verification === 'restore') {
        const { items } = await get<{ items: { id: string; issuer: string; status: string }[] }>(
          person,
          '/api/licences/mine',
        );
        const suspended = items.find(({ status }) => status === 'suspended');
        if (!suspended) throw new Error('The applicant has no suspended licence to restore.');
        await act(officerOf(suspended.issuer), 'POST', `/api/work/licences/${suspended.id}/restore`, {
          reason: '经核实原记载有误',
        });
      } else {
        const [open] = await openVerifications(packs, person, get);
        if (!open) throw new Error('No verification is open for the applicant.');
        const answer = verification === 'confirm' ? 'confirm' : 'dismiss';
        await act(officerOf(open.organisation), 'POST', `/api/work/verifications/${open.id}/${answer}`, {
          reason: '已向本人和有关单位核实',
        });
      }
      await settle();
    },

    async daysPass(days) {
      for (let day = 0; day < days; day += 1) {
        clock.advance(DAY_MS);
        await rehearsal.runSchedules();
      }
      await settle();
    },

    observe: () =>
      observeScenario({
        packs,
        rehearsal,
        person,
        get,
        ask: act,
        matter: start.matter,
        opened,
        current: mine,
        faults,
        word,
      }),
    async end() {},
  };
}
