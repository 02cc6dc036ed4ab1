import type { Actor } from '@platform/access';
import { isUuid, shanghaiDate, type LocalText } from '@platform/kernel';
import { reaction, type Reaction } from '@platform/outbox';
import { shareOver } from '@modules/nodes/contract';
import { lockedRequest, perform, take, tellAcross, type Acting } from './act.ts';
import type { AcrossAct, AcrossAsk, AcrossPort, AcrossTerms } from './contract/index.ts';
import { answer, raise, withdraw } from './dispute.ts';
import { runs } from './dispute-standing.ts';
import type { Own } from './deps.ts';
import { highestGrade, levelOf, replyDaysOf } from './domain/assess.ts';
import type { Assessment, By, Command } from './domain/decide.ts';
import { sharingErrors } from './domain/errors.ts';
import type { Asked, Request } from './domain/request.ts';
import { ACT_WORDS, DISPUTE_SIDES, DISPUTE_WORDS } from './domain/words.ts';
import { lockDispute } from './store/disputes.ts';
import {
  addSteps,
  findRequest,
  lockRequest,
  nextRequestNo,
  NOTHING_YET,
  saveActs,
  saveRequest,
} from './store/requests.ts';

const together = (titles: readonly LocalText[]): LocalText => ({
  zh: titles.map(({ zh }) => zh).join('、'),
  en: titles.map(({ en }) => en).join(', '),
});

/**
 * 跨级申请: requests of other nodes among all others, with the same clock, board and silence that is seen. The formal check was the other node’s; whether
 * the rules of a decision table hold for a department of another level is not theirs to say, so a human answers. What the applicant there does
 * later comes as acts, each with an id of its own.
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
        const assessment = assessed(deps, request);
        const by: By = { as: 'applicant', organisation: request.applicant, account: request.account };
        await saveRequest(tx, request, NOTHING_YET, now);
        await addSteps(tx, request.id, [{ kind: 'created', detail: { node: ask.node.name } }], {
          at: now,
          kind: by.as,
          organisation: by.organisation,
          account: by.account,
        });
        await take(deps, acting, { document: request }, { do: 'submit', assessment }, { by, actor });
      });
    },
    async tellAgain(id, trace) {
      await deps.database.transaction(async (tx) => {
        const row = isUuid(id) ? await lockRequest(tx, id) : undefined;
        if (row?.document.origin) await tellAcross(deps, { tx, trace }, row.document, row.responsible, '');
      });
    },
    async act(act, trace) {
      const found = isUuid(act.id) ? await deps.database.read((tx) => findRequest(tx, act.id)) : undefined;
      const origin = found?.document.origin;
      if (!origin) throw sharingErrors.unknownRequest();
      const actor: Actor = { kind: 'system', name: `node:${origin.node.id}` };
      await perform(deps, { actor, trace, request: act.id }, async (acting) => {
        const { tx } = acting;
        const row = await lockedRequest(tx, act.id);
        const { document: before } = row;
        const done = before.origin?.acts ?? [];
        if (!before.origin || done.includes(act.act)) return;
        const by: By = { as: 'applicant', organisation: before.applicant, account: before.account };
        const acts = [...done, act.act];
        const who = { by, actor };
        if (act.kind !== 'object' && act.kind !== 'correct') {
          const document: Request = { ...before, origin: { ...before.origin, acts } };
          await saveActs(tx, document);
          await disputed(deps, acting, document, act, actor);
          return;
        }
        if (act.kind === 'object') {
          const document: Request = { ...before, origin: { ...before.origin, acts } };
          return void (await take(deps, acting, { ...row, document }, { do: 'object', text: act.text }, who));
        }
        const command: Command = {
          do: 'edit',
          asked: { ...before.asked, ...termsOf(act.terms) },
          provider: before.provider,
        };
        const origin = { ...before.origin, acts, purposes: purposesOf(act.terms) };
        const edited = await take(deps, acting, { ...row, document: { ...before, origin } }, command, who);
        const again = await lockedRequest(tx, act.id);
        await take(deps, acting, again, { do: 'submit', assessment: assessed(deps, edited) }, who);
      });
    },
  };
}

type DisputeAct = Extract<AcrossAct, { kind: 'dispute' | 'answer-dispute' | 'withdraw-dispute' }>;

/** What the applicant there does about a dispute: its own organisation is the one side, the provider here the other. */
async function disputed(deps: Own, acting: Acting, request: Request, act: DisputeAct, actor: Actor): Promise<void> {
  const { origin } = request;
  if (!origin) throw sharingErrors.unknownRequest();
  const { organisation, node } = origin;
  const who = { actor, organisation: organisation.id, account: request.account };
  const audit = (id: string, what: string) =>
    deps.audit.append(acting.tx, {
      actor,
      action: `sharing.${what}-dispute`,
      subject: `sharing-dispute:${id}`,
      trace: acting.trace,
    });
  if (act.kind === 'dispute') {
    const title = deps.catalogue.find(request.asked.resource)?.title ?? { zh: '', en: '' };
    await raise(
      deps,
      acting,
      {
        id: act.act,
        raised_by: organisation.id,
        against: request.provider,
        about_kind: 'request',
        about_id: request.id,
        about_title: { zh: `${request.no} ${title.zh}`, en: `${request.no} ${title.en}` },
        text: act.text,
        account: request.account,
        far: { organisation, node },
      },
      who,
    );
    return audit(act.act, 'raise');
  }
  const one = isUuid(act.dispute) ? await lockDispute(acting.tx, act.dispute) : undefined;
  if (one?.about_id !== request.id) throw sharingErrors.unknownDispute();
  const answers = act.kind === 'answer-dispute';
  if ((answers ? one.against : one.raised_by) !== organisation.id)
    throw sharingErrors.notYours({ who: answers ? DISPUTE_SIDES.other : DISPUTE_SIDES.raiser });
  if (answers ? one.state !== 'open' : !runs(one))
    throw sharingErrors.disputeState({
      state: DISPUTE_WORDS[one.state],
      act: ACT_WORDS[answers ? 'answer' : 'withdraw'],
    });
  await (answers ? answer(deps, acting, one.id, act.text, who) : withdraw(deps, acting, one.id, who));
  return audit(one.id, answers ? 'answer' : 'withdraw');
}

/** The formal check was the other node’s, and no table answers for a department of another level. @throws sharing.unknown-request */
function assessed(deps: Own, request: Request): Assessment {
  const resource = deps.catalogue.find(request.asked.resource);
  if (!resource) throw sharingErrors.unknownRequest();
  const grade = highestGrade(resource, request.asked.fields);
  return {
    resourceVersion: resource.version,
    highestGrade: grade,
    level: levelOf(grade),
    replyDays: replyDaysOf(resource),
    rules: undefined,
    selfChecked: true,
  };
}

const purposesOf = (terms: AcrossTerms) => terms.purposes.map((purpose) => ({ ...purpose }));
/** What another node asks for, as one asks here: several purposes are told as one, named by the first. */
const termsOf = (
  terms: AcrossTerms,
): Pick<Asked, 'fields' | 'purpose' | 'legalBasis' | 'callsPerDay' | 'from' | 'until'> => ({
  fields: [...terms.fields],
  purpose: { id: terms.purposes[0]?.id ?? '', title: together(terms.purposes.map(({ title }) => title)) },
  legalBasis: { zh: terms.basis, en: terms.basis },
  callsPerDay: terms.callsPerDay,
  from: terms.from,
  until: terms.until,
});

/** A request of another node is over, by its applicant there or by its provider here: the timeline and the audit say by whom. What is over already stays so. */
export function onShareOver(deps: Own): Reaction {
  return reaction('sharing.on-share-over', shareOver, async (tx, { payload, trace }) => {
    const { shareId, reason, provider } = payload;
    const row = isUuid(shareId) ? await lockRequest(tx, shareId) : undefined;
    const origin = row?.document.origin;
    if (!row || !origin) return;
    const open = row.state === 'with-provider' || row.state === 'with-authority';
    if (!open && row.state !== 'in-use') return;
    const { applicant, account } = row.document;
    const by: By = provider ? { as: 'provider', ...provider } : { as: 'applicant', organisation: applicant, account };
    const actor: Actor = provider
      ? // Who it was, for the audit: what they may was looked at when they did it.
        {
          kind: 'staff',
          accountId: provider.account,
          organisation: provider.organisation,
          roles: [],
          permissions: new Set(),
          organisations: [],
        }
      : { kind: 'system', name: `node:${origin.node.id}` };
    // What was given across levels stands in nodes: no grant of ours is touched.
    const acting = { tx, now: deps.clock.now(), trace, touched: new Set<string>() };
    await take(deps, acting, row, { do: open ? 'withdraw' : 'end', reason }, { by, actor });
    deps.live.publish({ topic: 'sharing', data: { requestId: shareId } });
  });
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
    origin: { node, organisation, application, purposes: purposesOf(ask) },
    ...(ask.renews === undefined ? {} : { renews: ask.renews }),
    asked: {
      resource: ask.resource,
      application: application.id,
      delivery: 'interface',
      interface: ask.interface,
      explanation: `由节点“${node.name.zh}”转来 / Carried here by the node “${node.name.en}”`,
      ...termsOf(ask),
    },
    highestGrade: grade,
    level: levelOf(grade),
    createdAt: now,
  };
}
