import type { Actor } from '@platform/access';
import { isUuid, shanghaiDate, type LocalText } from '@platform/kernel';
import { perform, take } from './act.ts';
import type { AcrossAsk, AcrossPort } from './contract/index.ts';
import type { Own } from './deps.ts';
import { highestGrade, levelOf, replyDaysOf } from './domain/assess.ts';
import type { By } from './domain/decide.ts';
import { sharingErrors } from './domain/errors.ts';
import type { Request } from './domain/request.ts';
import { addSteps, findRequest, lockRequest, nextRequestNo, saveRequest } from './store/requests.ts';

const NOTHING_YET = {
  responsible: null,
  deadline: undefined,
  stage: null,
  overdueDays: 0,
  answerDays: null,
  savedDays: null,
  answeredOnTime: null,
  deliveredOnTime: null,
};

const together = (titles: readonly LocalText[]): LocalText => ({
  zh: titles.map(({ zh }) => zh).join('、'),
  en: titles.map(({ en }) => en).join(', '),
});

/**
 * 跨级申请: requests of other nodes among all others, with the same clock, board and silence that is seen. The formal check was the other node’s; whether
 * the rules of a decision table hold for a department of another level is not theirs to say, so a human answers.
 */
export function createAcross(deps: Own): AcrossPort {
  return {
    async receive(ask, trace) {
      if (await deps.database.read((tx) => findRequest(tx, ask.id))) return;
      const actor: Actor = { kind: 'system', name: `node:${ask.node.id}` };
      await perform(deps, { actor, trace, request: ask.id }, async (acting) => {
        const { tx, now } = acting;
        if (await lockRequest(tx, ask.id)) return;
        const request = requestOf(deps, ask, now, await nextRequestNo(tx));
        const resource = deps.catalogue.find(ask.resource);
        if (!resource) throw sharingErrors.unknownRequest();
        const by: By = { as: 'applicant', organisation: request.applicant, account: request.account };
        await saveRequest(tx, request, NOTHING_YET, now);
        await addSteps(tx, request.id, [{ kind: 'created', detail: { node: ask.node.name } }], {
          at: now,
          kind: by.as,
          organisation: by.organisation,
          account: by.account,
        });
        const assessment = {
          resourceVersion: resource.version,
          highestGrade: request.highestGrade,
          level: request.level,
          replyDays: replyDaysOf(resource),
          rules: undefined,
          selfChecked: true,
        };
        await take(deps, acting, { document: request }, { do: 'submit', assessment }, { by, actor });
      });
    },

    async close(id, reason, trace) {
      const found = isUuid(id) ? await deps.database.read((tx) => findRequest(tx, id)) : undefined;
      const origin = found?.document.origin;
      if (!origin) return;
      const actor: Actor = { kind: 'system', name: `node:${origin.node.id}` };
      await perform(deps, { actor, trace, request: id }, async (acting) => {
        const row = await lockRequest(acting.tx, id);
        if (!row) return;
        const open = row.state === 'with-provider' || row.state === 'with-authority';
        if (!open && row.state !== 'in-use') return;
        const by: By = { as: 'applicant', organisation: row.document.applicant, account: row.document.account };
        await take(deps, acting, row, { do: open ? 'withdraw' : 'end', reason }, { by, actor });
      });
    },
  };
}

function requestOf(deps: Own, ask: AcrossAsk, now: Date, no: number): Request {
  const resource = deps.catalogue.find(ask.resource);
  const grade = resource ? highestGrade(resource, ask.fields) : 4;
  const { node, organisation, application } = ask;
  return {
    id: ask.id,
    no: `GX${shanghaiDate(now).replaceAll('-', '')}${String(no).padStart(5, '0')}`,
    state: 'draft',
    revision: 1,
    applicant: organisation.id,
    account: `node:${node.id}`,
    provider: resource?.provider ?? '',
    origin: { node, organisation, application, purposes: ask.purposes.map((purpose) => ({ ...purpose })) },
    asked: {
      resource: ask.resource,
      fields: [...ask.fields],
      application: application.id,
      delivery: 'interface',
      interface: ask.interface,
      purpose: { id: ask.purposes[0]?.id ?? '', title: together(ask.purposes.map(({ title }) => title)) },
      legalBasis: { zh: ask.basis, en: ask.basis },
      explanation: `由节点“${node.name.zh}”转来 / Carried here by the node “${node.name.en}”`,
      callsPerDay: ask.callsPerDay,
      from: ask.from,
      until: ask.until,
    },
    highestGrade: grade,
    level: levelOf(grade),
    createdAt: now,
  };
}
