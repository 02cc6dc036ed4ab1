import { Type } from 'typebox';
import { DomainError, isCitizenId, isCreditCode, normaliseText, shanghaiDate, type FieldFault } from '@platform/kernel';
import { asStaff, type Actor, type StaffActor } from '@platform/access';
import { feature, httpErrors, type Feature } from '@platform/http';
import { ACTS, SHOWN } from '../domain/visits.ts';
import type { CaseTools } from '../module.ts';
import { APPLICATION } from '../read-data.ts';
import { insertVisitor, type VisitorRow } from '../store/visitors.ts';
import { Visitor, visitorView, type Who } from './visitor-view.ts';
import { placeOf, windowPlaces } from './window-places.ts';

/** The purpose of a grant under which this module asks for the name of who came to a window. */
const PURPOSE = 'window-intake';

const Name = Type.String({ minLength: 1, maxLength: 100 });
const Body = Type.Object({
  kind: Type.Enum(['person', 'firm']),
  /** The whole citizen id, or credit code: nobody is looked for by less. */
  number: Type.String({ minLength: 1, maxLength: 40 }),
  /** As the paper says, where neither register nor account know. */
  name: Type.Optional(Name),
  shown: Type.Enum([...SHOWN]),
  acts: Type.Enum([...ACTS]),
  /** Who came, where it is not the person themselves. */
  agent: Type.Optional(Type.Object({ name: Name, number: Type.String({ minLength: 1, maxLength: 40 }) })),
  /** The window at which the officer sits (`GET /api/window/places`); who has one only need not say. */
  place: Type.Optional(Type.Object({ point: Type.String({ maxLength: 64 }), window: Type.String({ maxLength: 40 }) })),
});
type Body = Type.Static<typeof Body>;

/**
 * Writes down who came to the window and what was shown, and says what the officer needs to go on: their name, their cases that
 * this window may deal with, and the matters it takes in for them. Found by the whole number only; each look is recorded with its purpose.
 */
export function receiveVisitor(tools: CaseTools): Feature {
  return feature({
    name: 'cases.receive-visitor',
    method: 'POST',
    path: '/api/window/visitors',
    summary: {
      zh: '窗口登记来人（核对证件，精确查找，查询留痕）',
      en: 'Write down who came to the window; the look is recorded',
    },
    access: { permission: 'cases.take-in' },
    body: Body,
    response: Visitor,
    status: 201,
    rateLimit: 60,
    async handle(context, { body }) {
      const staff = asStaff(context.actor);
      const number = normaliseText(body.number).replaceAll(/\s/gu, '').toUpperCase();
      const agent = body.agent && {
        name: normaliseText(body.agent.name),
        citizenId: normaliseText(body.agent.number).replaceAll(/\s/gu, '').toUpperCase(),
      };
      demandRight(body, number, agent);
      const place = placeOf(windowPlaces(tools, staff), body.place);
      if (body.place && !place) throw httpErrors.badInput({ count: 1 }, { fields: [NO_SUCH_WINDOW] });
      const id = tools.ids.next();
      const no = visitorNo(tools, id);
      const subject = tools.identity.subjectOf(number);
      const known = await knownName(tools, {
        kind: body.kind,
        number,
        subject,
        no,
        actor: staff,
        trace: context.trace,
      });
      const typed = normaliseText(body.name ?? '');
      if (known === undefined && typed === '') throw httpErrors.badInput({ count: 1 }, { fields: [NAME_NEEDED] });
      const who: Who = {
        number,
        name: known?.name ?? typed,
        nameFrom: known?.from ?? 'paper',
        ...(agent ? { agent } : {}),
      };
      const row: VisitorRow = {
        id,
        at: tools.clock.now(),
        organisation: staff.organisation,
        account: staff.accountId,
        subject,
        kind: body.kind,
        shown: body.shown,
        acts: body.acts,
        place: place ?? null,
        sealed_who: sealWho(tools, id, who),
      };
      return tools.db.transaction(async (tx) => {
        await insertVisitor(tx, row);
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.receive-visitor',
          subject: `visitor:${id}`,
          detail: {
            no,
            kind: row.kind,
            shown: row.shown,
            acts: row.acts,
            nameFrom: who.nameFrom,
            ...(place ? { point: place.point, window: place.window } : {}),
          },
          trace: context.trace,
        });
        await recordLook(tools, tx, staff, row, no, context.trace);
        return visitorView(tools, tx, staff, row, who);
      });
    },
  });
}

const whoPlace = (id: string): string => `cases.visitor:${id}:who`;
const sealWho = (tools: Pick<CaseTools, 'sealer'>, id: string, who: Who): Buffer =>
  tools.sealer.sealJson(who, whoPlace(id));
/** Who came, opened. Personal: whoever shows it records the look. */
export const openWho = (tools: Pick<CaseTools, 'sealer'>, row: Pick<VisitorRow, 'id' | 'sealed_who'>): Who =>
  tools.sealer.openJson(row.sealed_who, whoPlace(row.id)) as Who;

/** The number under which reads stand that belong to no case yet. */
function visitorNo(tools: Pick<CaseTools, 'clock'>, id: string): string {
  return `CK${shanghaiDate(tools.clock.now()).replaceAll('-', '')}${id.slice(-8).toUpperCase()}`;
}

async function recordLook(
  tools: CaseTools,
  tx: Parameters<typeof insertVisitor>[0],
  staff: StaffActor,
  row: VisitorRow,
  no: string,
  trace: string,
): Promise<void> {
  await tools.audit.recordRead(tx, {
    actor: staff,
    organisation: staff.organisation,
    subject: row.subject,
    channel: 'console',
    resource: 'window:visitor',
    fields: ['name', 'cases'],
    purpose: { zh: '窗口收件：核对来窗口的人', en: 'At a window: checking who came' },
    caseNo: no,
    trace,
  });
}

type Known = { name: string; from: 'register' | 'account' };

/** The name under which the number is known: by the register that a grant opens for this purpose, or by an account or firm here. */
async function knownName(
  tools: CaseTools,
  about: { kind: 'person' | 'firm'; number: string; subject: string; no: string; actor: Actor; trace: string },
): Promise<Known | undefined> {
  if (about.kind === 'firm') {
    const firm = await tools.identity.firmOfSubject(about.subject);
    return firm && { name: firm.name, from: 'account' };
  }
  const name = await nameInRegister(tools, about);
  if (name) return { name, from: 'register' };
  const account = await tools.identity.accountOfSubject(about.subject);
  return account === undefined ? undefined : { name: (await tools.identity.citizenOf(account)).name, from: 'account' };
}

async function nameInRegister(
  tools: CaseTools,
  { number, no, actor, trace }: { number: string; no: string; actor: Actor; trace: string },
): Promise<string | undefined> {
  const grant = tools.packs
    .all('grants')
    .find(({ value }) => value.consumer === APPLICATION && value.purposes.some(({ id }) => id === PURPOSE));
  if (!grant) return undefined;
  try {
    const answer = await tools.interfaces.call({
      interface: grant.value.interface,
      application: APPLICATION,
      actor,
      parameters: { citizenId: number },
      purpose: PURPOSE,
      caseNo: no,
      trace,
    });
    return (answer.mode === 'rows' ? answer.rows[0]?.values['name'] : undefined) ?? undefined;
  } catch (error) {
    // The window goes on without the register: the paper that was shown has the name.
    const code = error instanceof DomainError ? error.code : 'unexpected';
    tools.log.warn({ code, trace }, 'the name of a visitor could not be asked for');
    return undefined;
  }
}

const fault = (path: string, code: string, zh: string, en: string): FieldFault => ({ path, code, message: { zh, en } });
const NAME_NEEDED = fault(
  '/name',
  'cases.name-needed',
  '数据中没有查到姓名（名称），请按证件填写',
  'No data tell the name; type it as the paper has it',
);
const NO_SUCH_WINDOW = fault(
  '/place',
  'cases.no-such-window',
  '您所在的单位没有这个网点窗口，请重新选择',
  'Your office has no such window; choose another',
);
const ID_FAULT: [string, string, string] = [
  'cases.citizen-id',
  '身份证号不对：请核对 18 位号码和校验位',
  'Not a citizen id: check the 18 places and the check digit',
];

const MAY_ACT: Record<Body['kind'], readonly Body['acts'][]> = {
  person: ['self', 'agent'],
  firm: ['legal-representative', 'agent'],
};

/** @throws http.bad-input naming each field that does not fit */
function demandRight(body: Body, number: string, agent: { citizenId: string } | undefined): void {
  const fields: FieldFault[] = [];
  if (body.kind === 'person' && !isCitizenId(number)) fields.push(fault('/number', ...ID_FAULT));
  if (body.kind === 'firm' && !isCreditCode(number))
    fields.push(
      fault(
        '/number',
        'cases.credit-code',
        '统一社会信用代码不对：请核对 18 位代码和校验位',
        'Not a credit code: check the 18 places and the check character',
      ),
    );
  if (!MAY_ACT[body.kind].includes(body.acts))
    fields.push(
      fault(
        '/acts',
        'cases.who-acts',
        body.kind === 'firm' ? '企业由法定代表人或经办人办理' : '个人由本人或委托代办人办理',
        body.kind === 'firm'
          ? 'A firm comes by its legal representative or an agent'
          : 'A person comes themselves or by an agent',
      ),
    );
  if (body.acts !== 'self' && !agent)
    fields.push(
      fault(
        '/agent',
        'cases.agent-needed',
        '请填写来窗口的人的姓名和身份证号',
        'Give the name and id number of who came',
      ),
    );
  if (agent && !isCitizenId(agent.citizenId)) fields.push(fault('/agent/number', ...ID_FAULT));
  if (agent && agent.citizenId === number)
    fields.push(
      fault(
        '/agent/number',
        'cases.agent-is-applicant',
        '代办人不能是申请人本人',
        'The agent is the applicant themselves',
      ),
    );
  if (fields.length > 0) throw httpErrors.badInput({ count: fields.length }, { fields });
}
