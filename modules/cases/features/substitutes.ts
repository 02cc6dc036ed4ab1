import { Type } from 'typebox';
import { isUuid, shanghaiDate } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import {
  endSubstitute,
  findSubstitute,
  insertSubstitute,
  substitutesOf,
  type Substitute,
} from '../store/substitutes.ts';

const Day = Type.String({ format: 'date' });
const Account = Type.String({ minLength: 1, maxLength: 100 });
const Item = Type.Object({
  id: Type.String(),
  organisation: Type.String(),
  account: Type.String(),
  accountName: Type.String(),
  forAccount: Type.String(),
  forAccountName: Type.String(),
  from: Day,
  until: Day,
});

/** Who stands in for whom (AB 岗), now and to come, in the officer's organisations. */
export function listSubstitutes(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-substitutes',
    method: 'GET',
    path: '/api/work/substitutes',
    summary: { zh: 'AB 岗代办', en: 'Substitutes' },
    access: { permission: 'cases.read' },
    response: Type.Object({ items: Type.Array(Item) }),
    async handle(context) {
      const staff = asStaff(context.actor);
      const found = await tools.db.readOnce((tx) =>
        substitutesOf(tx, staff.organisations, shanghaiDate(tools.clock.now())),
      );
      return { items: await Promise.all(found.map((one) => itemOf(tools, one))) };
    },
  });
}

/** Names a substitute for oneself; a head or window lead does it for colleagues too. */
export function addSubstitute(tools: CaseTools): Feature {
  return feature({
    name: 'cases.add-substitute',
    method: 'POST',
    path: '/api/work/substitutes',
    summary: { zh: '设置 AB 岗代办', en: 'Name a substitute' },
    access: { permission: 'cases.decide' },
    body: Type.Object({ account: Account, forAccount: Type.Optional(Account), from: Day, until: Day }),
    response: Item,
    async handle(context, { body }) {
      const staff = asStaff(context.actor);
      const forAccount = body.forAccount ?? staff.accountId;
      const [substitute, absent] = await Promise.all([
        tools.identity.staffOf(body.account),
        tools.identity.staffOf(forAccount),
      ]);
      const same =
        substitute && absent && substitute.organisation === absent.organisation && body.account !== forAccount;
      if (!same || body.until < body.from) throw caseErrors.noSuchSubstitute();
      const mine = forAccount === staff.accountId;
      if (!mine && !(staff.permissions.has('cases.supervise') && inScope(staff, absent.organisation)))
        throw caseErrors.noSuchSubstitute();
      const one: Substitute = {
        id: tools.ids.next(),
        organisation: absent.organisation,
        account: body.account,
        forAccount,
        fromDate: body.from,
        untilDate: body.until,
      };
      await tools.db.transaction(async (tx) => {
        await Promise.all([
          insertSubstitute(tx, one, staff.accountId, tools.clock.now()),
          tools.audit.append(tx, {
            actor: staff,
            action: 'cases.add-substitute',
            subject: `account:${forAccount}`,
            detail: { account: body.account, from: body.from, until: body.until },
            trace: context.trace,
          }),
        ]);
      });
      return itemOf(tools, one);
    },
  });
}

export function removeSubstitute(tools: CaseTools): Feature {
  return feature({
    name: 'cases.remove-substitute',
    method: 'DELETE',
    path: '/api/work/substitutes/:id',
    summary: { zh: '取消 AB 岗代办', en: 'End a substitution' },
    access: { permission: 'cases.decide' },
    params: Type.Object({ id: Type.String() }),
    response: Type.Object({ ended: Type.Boolean() }),
    async handle(context, { params }) {
      const staff = asStaff(context.actor);
      return tools.db.transaction(async (tx) => {
        const found = isUuid(params.id) ? await findSubstitute(tx, params.id) : undefined;
        const may =
          found &&
          (found.forAccount === staff.accountId ||
            (staff.permissions.has('cases.supervise') && inScope(staff, found.organisation)));
        if (!may) return { ended: false };
        await endSubstitute(tx, found.id, tools.clock.now());
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.remove-substitute',
          subject: `account:${found.forAccount}`,
          detail: { account: found.account },
          trace: context.trace,
        });
        return { ended: true };
      });
    },
  });
}

async function itemOf(tools: CaseTools, one: Substitute): Promise<Type.Static<typeof Item>> {
  const [substitute, absent] = await Promise.all([
    tools.identity.staffOf(one.account),
    tools.identity.staffOf(one.forAccount),
  ]);
  return {
    id: one.id,
    organisation: one.organisation,
    account: one.account,
    accountName: substitute?.name ?? one.account,
    forAccount: one.forAccount,
    forAccountName: absent?.name ?? one.forAccount,
    from: one.fromDate,
    until: one.untilDate,
  };
}
