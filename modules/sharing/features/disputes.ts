import { Type } from 'typebox';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { isUuid, LocalText } from '@platform/kernel';
import { perform, type Acting } from '../act.ts';
import type { Own } from '../deps.ts';
import { answer, raise, settle, withdraw } from '../dispute.ts';
import { disputeClock, runs } from '../dispute-standing.ts';
import { sharingErrors } from '../domain/errors.ts';
import { ACT_WORDS, DISPUTE_SIDES, DISPUTE_WORDS, type Act } from '../domain/words.ts';
import { listDisputes, lockDispute, type Dispute, type DisputeSubject } from '../store/disputes.ts';
import { findGrant } from '../store/grants.ts';
import { findRequest } from '../store/requests.ts';
import { IdParams } from './hand-in-request.ts';
import { ClockView, clockView, namer } from './views.ts';

const Named = Type.Object({ id: Type.String(), title: LocalText });
const SUBJECTS = ['request', 'grant', 'resource', 'delivery'] as const;
const Words = Type.String({ minLength: 4, maxLength: 2000 });

const DisputeView = Type.Object({
  id: Type.String(),
  no: Type.String(),
  state: Type.Enum(['open', 'answered', 'settled', 'withdrawn']),
  stateTitle: LocalText,
  revision: Type.Integer(),
  raisedBy: Named,
  against: Named,
  /** The node of one side, where that is another one. */
  node: Type.Optional(Named),
  about: Type.Object({ kind: Type.Enum([...SUBJECTS]), id: Type.String(), title: LocalText }),
  text: Type.String(),
  raisedAt: Type.String(),
  answer: Type.Optional(Type.String()),
  answeredAt: Type.Optional(Type.String()),
  settlement: Type.Optional(Type.String()),
  law: Type.Optional(Type.String()),
  inFavour: Type.Optional(Type.Enum(['raiser', 'other', 'both'])),
  settledAt: Type.Optional(Type.String()),
  clock: Type.Optional(ClockView),
  acts: Type.Array(Type.Enum(['answer', 'settle', 'withdraw'])),
});

function viewOf(deps: Own, one: Dispute, actor: StaffActor): Type.Static<typeof DisputeView> {
  const name = namer(deps);
  const running = runs(one);
  const clock = running ? clockView(disputeClock(one), deps) : undefined;
  const far = one.far?.organisation;
  const sideOf = (id: string): Type.Static<typeof Named> =>
    far?.id === id ? { id, title: far.name } : name.organisation(id);
  const acts: Type.Static<typeof DisputeView>['acts'] = [];
  const party = actor.organisation === one.raised_by || actor.organisation === one.against;
  if (one.state === 'open' && actor.permissions.has('sharing.decide') && inScope(actor, one.against))
    acts.push('answer');
  if (running && actor.permissions.has('sharing.check') && !party) acts.push('settle');
  if (running && actor.permissions.has('sharing.apply') && inScope(actor, one.raised_by)) acts.push('withdraw');
  return {
    id: one.id,
    no: one.no,
    state: one.state,
    stateTitle: DISPUTE_WORDS[one.state],
    revision: one.revision,
    raisedBy: sideOf(one.raised_by),
    against: sideOf(one.against),
    ...(one.far ? { node: { id: one.far.node.id, title: one.far.node.name } } : {}),
    about: {
      kind: one.about_kind,
      id: one.about_id,
      title:
        one.about_title ??
        (one.about_kind === 'resource' ? name.resource(one.about_id).title : { zh: one.about_id, en: one.about_id }),
    },
    text: one.text,
    raisedAt: one.raised_at.toISOString(),
    ...(one.answer === null ? {} : { answer: one.answer }),
    ...(one.answered_at === null ? {} : { answeredAt: one.answered_at.toISOString() }),
    ...(one.settlement === null ? {} : { settlement: one.settlement }),
    ...(one.law === null ? {} : { law: one.law }),
    ...(one.in_favour === null ? {} : { inFavour: one.in_favour }),
    ...(one.settled_at === null ? {} : { settledAt: one.settled_at.toISOString() }),
    ...(clock ? { clock } : {}),
    acts,
  };
}

export function listDisputesCase(deps: Own): Feature {
  return feature({
    name: 'sharing.list-disputes',
    method: 'GET',
    path: '/api/sharing/disputes',
    summary: { zh: '部门之间的共享争议', en: 'Disputes between departments' },
    access: { permission: 'sharing.read' },
    query: Type.Interface([PageQuery], {
      state: Type.Optional(Type.Enum(['open', 'answered', 'settled', 'withdrawn'])),
      stage: Type.Optional(Type.Enum(['overdue'])),
    }),
    response: Page(DisputeView),
    async handle({ actor }, { query }) {
      const staff = asStaff(actor);
      const limit = query.limit ?? 20;
      const rows = await deps.database.read((tx) =>
        listDisputes(
          tx,
          {
            parties: staff.organisations === 'all' ? undefined : staff.organisations,
            state: query.state,
            overdueAt: query.stage && deps.clock.now(),
          },
          { after: decodeCursor(query.cursor, 2), limit: limit + 1 },
        ),
      );
      const page = cursorPage(rows, limit, (row) => [row.raised_at.toISOString(), row.id]);
      return { ...page, items: page.items.map((row) => viewOf(deps, row, staff)) };
    },
  });
}

export function raiseDispute(deps: Own): Feature {
  return feature({
    name: 'sharing.raise-dispute',
    method: 'POST',
    path: '/api/sharing/disputes',
    summary: {
      zh: '提起争议：先由对方答复，再由主管部门处理',
      en: 'Raise a dispute: the other side answers, then the authority settles it',
    },
    access: { permission: 'sharing.apply' },
    body: Type.Object(
      {
        against: Type.String({ maxLength: 64 }),
        about: Type.Object(
          { kind: Type.Enum([...SUBJECTS]), id: Type.String({ minLength: 1, maxLength: 64 }) },
          { additionalProperties: false },
        ),
        text: Words,
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: DisputeView,
    async handle({ actor, trace }, { body }) {
      const staff = asStaff(actor);
      if (body.against === staff.organisation) throw sharingErrors.sameParty();
      const id = deps.ids.next();
      const made = await perform(deps, { actor, trace, subject: `sharing-dispute:${id}` }, async (acting) => {
        const subject = await subjectOf(deps, acting.tx, staff, body.about);
        const { parties, far } = subject;
        if (parties && !parties.includes(body.against)) throw sharingErrors.notAParty();
        if (far?.organisation.id !== body.against && !deps.organisations.find(body.against))
          throw sharingErrors.unknownOrganisation({ organisation: body.against });
        const one = await raise(
          deps,
          acting,
          {
            id,
            raised_by: staff.organisation,
            against: body.against,
            about_kind: body.about.kind,
            about_id: body.about.id,
            about_title: subject.title,
            text: body.text,
            account: staff.accountId,
            far: far ?? null,
          },
          by(staff),
        );
        const { tx } = acting;
        await deps.audit.append(tx, {
          actor,
          action: 'sharing.raise-dispute',
          subject: `sharing-dispute:${id}`,
          detail: { against: body.against, about: `${body.about.kind}:${body.about.id}` },
          trace,
        });
        return one;
      });
      return viewOf(deps, made, staff);
    },
  });
}

/** `parties`: who asked first, who provides last. `far`: the one of them that is of another node. */
type Disputed = { title: LocalText; parties?: readonly string[]; far?: NonNullable<Dispute['far']> };

/**
 * What a dispute is about: it must be there, and be something the raiser has a part in. Only a resource may be disputed by anyone, with anyone.
 * @throws sharing.unknown-request, sharing.unknown-grant, sharing.unknown-delivery
 */
async function subjectOf(
  deps: Own,
  tx: Acting['tx'],
  staff: StaffActor,
  about: { kind: DisputeSubject; id: string },
): Promise<Disputed> {
  const name = namer(deps);
  const mine = (parties: readonly string[]): boolean => parties.some((party) => inScope(staff, party));
  const numbered = (no: string, title: LocalText): LocalText => ({ zh: `${no} ${title.zh}`, en: `${no} ${title.en}` });
  switch (about.kind) {
    case 'resource':
      if (!deps.catalogue.find(about.id)) throw sharingErrors.unknownRequest();
      return { title: name.resource(about.id).title };
    case 'request': {
      const row = isUuid(about.id) ? await findRequest(tx, about.id) : undefined;
      const parties = row && [row.document.applicant, row.document.provider];
      if (!row || row.state === 'draft' || !parties || !mine(parties)) throw sharingErrors.unknownRequest();
      const { no, asked, origin } = row.document;
      const title = numbered(no, name.resource(asked.resource).title);
      return { title, parties, ...(origin ? { far: { organisation: origin.organisation, node: origin.node } } : {}) };
    }
    case 'delivery': {
      const found = await deps.deliveryOf?.(about.id);
      const parties = found && [found.consumer, ...found.providers];
      if (!found || !parties || !mine(parties)) throw sharingErrors.unknownDelivery();
      const title = name.resource(found.resource).title;
      return { title: numbered(found.no, title), parties };
    }
    case 'grant': {
      const grant = isUuid(about.id) ? await findGrant(tx, about.id) : undefined;
      const parties = grant && [grant.organisation, grant.provider];
      if (!grant || !parties || !mine(parties)) throw sharingErrors.unknownGrant();
      return { title: name.resource(grant.resource).title, parties };
    }
  }
}

type Turn = {
  act: 'answer' | 'settle' | 'withdraw';
  states: readonly Dispute['state'][];
  may: (staff: StaffActor, one: Dispute) => boolean;
  who: LocalText;
};
const TURNS = {
  answer: {
    act: 'answer',
    states: ['open'],
    may: (staff, one) => staff.permissions.has('sharing.decide') && inScope(staff, one.against),
    who: DISPUTE_SIDES.other,
  },
  settle: {
    act: 'settle',
    states: ['open', 'answered'],
    may: (staff) => staff.permissions.has('sharing.check'),
    who: { zh: '共享主管部门', en: 'the sharing authority' },
  },
  withdraw: {
    act: 'withdraw',
    states: ['open', 'answered'],
    may: (staff, one) => staff.permissions.has('sharing.apply') && inScope(staff, one.raised_by),
    who: DISPUTE_SIDES.raiser,
  },
} satisfies Record<string, Turn>;

const by = (actor: StaffActor) => ({ actor, organisation: actor.organisation, account: actor.accountId });

/** One step of a dispute: checks who and when, does it, and writes it down. */
async function step(
  deps: Own,
  who: { actor: StaffActor; trace: string; id: string },
  turn: Turn,
  work: (acting: Acting, who: ReturnType<typeof by>) => Promise<Dispute>,
): Promise<Type.Static<typeof DisputeView>> {
  const { actor, trace, id } = who;
  const done = await perform(deps, { actor, trace, subject: `sharing-dispute:${id}` }, async (acting) => {
    const one = isUuid(id) ? await lockDispute(acting.tx, id) : undefined;
    if (!one || ![one.raised_by, one.against].some((party) => inScope(actor, party)))
      throw sharingErrors.unknownDispute();
    // The authority settles nothing to which it is a party.
    if (turn.act === 'settle' && (actor.organisation === one.raised_by || actor.organisation === one.against))
      throw sharingErrors.ownRequest({ applicant: one.raised_by });
    if (!turn.may(actor, one)) throw sharingErrors.notYours({ who: turn.who });
    if (!turn.states.includes(one.state))
      throw sharingErrors.disputeState({ state: DISPUTE_WORDS[one.state], act: ACT_WORDS[turn.act as Act] });
    const next = await work(acting, by(actor));
    await deps.audit.append(acting.tx, {
      actor,
      action: `sharing.${turn.act}-dispute`,
      subject: `sharing-dispute:${id}`,
      trace,
    });
    return next;
  });
  return viewOf(deps, done, actor);
}

export function disputeActs(deps: Own): Feature[] {
  return [
    feature({
      name: 'sharing.answer-dispute',
      method: 'POST',
      path: '/api/sharing/disputes/:id/answer',
      summary: { zh: '对方答复争议', en: 'The other side answers a dispute' },
      access: { permission: 'sharing.decide' },
      params: IdParams,
      body: Type.Object({ answer: Words }, { additionalProperties: false }),
      response: DisputeView,
      handle: ({ actor, trace }, { params, body }) =>
        step(deps, { actor: asStaff(actor), trace, id: params.id }, TURNS.answer, (acting, who) =>
          answer(deps, acting, params.id, body.answer, who),
        ),
    }),
    feature({
      name: 'sharing.settle-dispute',
      method: 'POST',
      path: '/api/sharing/disputes/:id/settle',
      summary: { zh: '主管部门处理争议（写明依据）', en: 'The authority settles a dispute, citing its ground' },
      access: { permission: 'sharing.check' },
      params: IdParams,
      body: Type.Object(
        {
          settlement: Words,
          law: Type.String({ minLength: 4, maxLength: 500 }),
          inFavour: Type.Enum(['raiser', 'other', 'both']),
        },
        { additionalProperties: false },
      ),
      response: DisputeView,
      handle: ({ actor, trace }, { params, body }) =>
        step(deps, { actor: asStaff(actor), trace, id: params.id }, TURNS.settle, (acting, who) =>
          settle(deps, acting, params.id, body, who),
        ),
    }),
    feature({
      name: 'sharing.withdraw-dispute',
      method: 'POST',
      path: '/api/sharing/disputes/:id/withdraw',
      summary: { zh: '撤回争议', en: 'Withdraw a dispute' },
      access: { permission: 'sharing.apply' },
      params: IdParams,
      response: DisputeView,
      handle: ({ actor, trace }, { params }) =>
        step(deps, { actor: asStaff(actor), trace, id: params.id }, TURNS.withdraw, (acting, who) =>
          withdraw(deps, acting, params.id, who),
        ),
    }),
  ];
}
