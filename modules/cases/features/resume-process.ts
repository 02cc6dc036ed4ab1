import { Type } from 'typebox';
import { actorLabel, asStaff, inScope } from '@platform/access';
import type { InstanceState, TokenRow } from '@platform/process';
import { feature, type Feature } from '@platform/http';
import { caseErrors } from '../errors.ts';
import { placesToReturn } from '../flow/places.ts';
import { moveTo } from '../flow/move-case.ts';
import { commitHandling, openHandling, settleLaw, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { insertSteps } from '../store/steps.ts';
import { askedFor, stoppedTokens, waysOn, whyOf } from '../views/process-view.ts';
import { workedCase } from './work-access.ts';

const Body = Type.Object({
  /** Stays inside. */
  reason: Type.String({ minLength: 1, maxLength: 1000 }),
  /** What the process waits for and did not have; only what its incidents name. Codes, never personal data. */
  values: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' }),
      Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]),
      { maxProperties: 20 },
    ),
  ),
  /** Moves the case to this work instead of trying again. */
  node: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** Of the case as it was looked at; an act on an older one is refused. */
  revision: Type.Optional(Type.Integer({ minimum: 0 })),
});
type Body = Type.Static<typeof Body>;

/**
 * Lets a process that has stopped go on: tries again what stopped, with what was missing, or moves the case to other work. While the cause remains,
 * nothing has happened and it is said again.
 */
export function resumeProcess(tools: CaseTools): Feature {
  return feature({
    name: 'cases.resume-process',
    method: 'POST',
    path: '/api/work/cases/:id/resume-process',
    summary: { zh: '恢复停住的流程（重试、补录数据或改派环节）', en: 'Let a stopped process go on' },
    access: { permission: 'cases.move' },
    params: Type.Object({ id: Type.String() }),
    body: Body,
    response: Type.Object({
      caseId: Type.String(),
      /** Whether it still stands at another place. */
      stopped: Type.Boolean(),
      /** Work that has opened. */
      tasks: Type.Array(Type.String()),
      revision: Type.Integer(),
    }),
    async handle(context, { params: { id }, body }) {
      const staff = asStaff(context.actor);
      const { answer, subject } = await tools.db.transaction(async (tx) => {
        const [record, loaded] = await Promise.all([
          workedCase(tx, id, staff, 'lock'),
          loadFlow(tx, id, tools.contents),
        ]);
        // An office that only gave an opinion sees the case, but does not answer for its process.
        if (!inScope(staff, record.organisation)) throw caseErrors.caseNotFound();
        if (body.revision !== undefined && body.revision !== record.revision) throw caseErrors.changedMeanwhile();
        const handling = await openHandling(tools, record, loaded, { actor: staff, trace: context.trace });
        const before = stoppedTokens(handling.flow.state);
        if (before.length === 0) throw caseErrors.notStopped();
        await goOn(handling, before, body);
        settleLaw(handling);
        const places = before.map(({ node }) => node);
        const step = tools.ids.next();
        handling.touched = true;
        const known = new Set(loaded.tasks.map((task) => task.id));
        const tasks = handling.flow.open.filter((task) => !known.has(task.id)).map((task) => task.id);
        const stopped = stoppedTokens(handling.flow.state).length > 0;
        const label = actorLabel(staff);
        // The history tells first why, then what came of it.
        const written = insertSteps(tx, id, [
          {
            id: step,
            kind: 'process-resumed',
            at: tools.clock.now(),
            byKind: label.kind,
            byOrganisation: label.organisation,
            byAccount: label.id,
            ...tools.contents.sealNote(step, body.reason),
          },
        ]);
        const [saved] = await Promise.all([
          commitHandling(tools, tx, handling),
          written,
          tools.audit.append(tx, {
            actor: staff,
            action: 'cases.resume-process',
            subject: `case:${id}`,
            detail: {
              caseNo: record.caseNo,
              places,
              ...(body.node === undefined ? {} : { toNode: body.node }),
              ...(body.values === undefined ? {} : { values: Object.keys(body.values) }),
              stopped,
            },
            trace: context.trace,
          }),
        ]);
        return { answer: { caseId: id, stopped, tasks, revision: saved.revision }, subject: record.subject };
      });
      tools.live.publish({ topic: 'cases', data: { caseId: id }, subject });
      return answer;
    },
  });
}

/** @throws cases.value-not-asked, cases.cannot-move-there, cases.still-stopped */
async function goOn(handling: Handling, before: readonly TokenRow[], { values = {}, node }: Body): Promise<void> {
  const { flow, record } = handling;
  const asked = new Set(before.flatMap(askedFor));
  const unasked = Object.keys(values).filter((name) => !asked.has(name));
  if (unasked.length > 0) throw caseErrors.valueNotAsked({ names: unasked.join('、'), asked: [...asked].join('、') });
  for (const token of before) {
    const own = Object.entries(values).filter(([name]) => askedFor(token).includes(name));
    if (own.length > 0)
      await flow.command(record, { type: 'set-variables', scope: token.scope, variables: Object.fromEntries(own) });
  }
  if (node === undefined) {
    for (const { id, incident } of before)
      if (incident?.again !== 'nothing' && stands(flow.state, id))
        await flow.command(record, { type: 'resume', tokenId: id });
  } else await moveOn(handling, before, node);
  const after = stoppedTokens(flow.state);
  // A repeat of the same would fill the history with nothing.
  if (before.every((token) => after.some((one) => same(one, token)))) {
    const { zh, en } = whyOf(after[0] as TokenRow);
    throw caseErrors.stillStopped({ why: zh, whyEn: en });
  }
}

const stands = (state: InstanceState | undefined, id: string): boolean =>
  stoppedTokens(state).some((token) => token.id === id);

const same = (one: TokenRow, other: TokenRow): boolean =>
  one.id === other.id && one.node === other.node && one.incident?.code === other.incident?.code;

/** To work it has passed as by a return from there; to work that comes next, only what has stopped at the same place. */
async function moveOn(handling: Handling, before: readonly TokenRow[], node: string): Promise<void> {
  const { state, process } = handling.flow;
  const first = state && before.find((token) => waysOn(process, state, token).some((way) => way.node === node));
  if (!state || !first) throw caseErrors.cannotMoveThere();
  const from = { scope: first.scope, token: first.id };
  const back = placesToReturn(process, state, from).find((place) => place.node === node);
  if (back) return moveTo(handling, back);
  const together = before.filter((token) => token.scope === first.scope && token.node === first.node);
  const tokenIds = together.map(({ id }) => id);
  return handling.flow.command(handling.record, { type: 'move', tokenIds, nodeId: node });
}
