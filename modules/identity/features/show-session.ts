import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { findRole, type Actor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount } from '../store/accounts.ts';
import { mandatesOfAccount } from '../store/mandates.ts';
import { HeldMandate, viewHeld } from './mandate-view.ts';

const Account = Type.Object({
  /** Tells one account from another on the same device; says nothing else. */
  id: Type.String(),
  kind: Type.Enum(['person', 'staff']),
  name: Type.String(),
  organisation: Type.Optional(Type.String()),
  organisationName: Type.Optional(LocalText),
  roles: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  permissions: Type.Array(Type.String()),
  /** Firms for which this person may act; absent where there are none. */
  mandates: Type.Optional(Type.Integer()),
  /** The firm for which the session acts now. */
  actingFor: Type.Optional(HeldMandate),
});

export function showSession(parts: IdentityParts): Feature {
  const { city, settings, organisations, seal, clock } = parts;
  const database = parts.database.forModule('identity');

  const accountOf = async (actor: Actor) => {
    if (actor.kind !== 'person' && actor.kind !== 'staff') return null;
    const row = await database.read((tx) => findAccount(tx, actor.accountId));
    if (!row) return null;
    const account = seal.open(row);
    const held =
      actor.kind === 'person'
        ? await database.readOnce((tx) => mandatesOfAccount(tx, actor.accountId, shanghaiDate(clock.now())))
        : [];
    const acting = actor.kind === 'person' ? held.find(({ id }) => id === actor.actingFor?.mandate) : undefined;
    const name = account.organisation === undefined ? undefined : organisations.find(account.organisation)?.name;
    return {
      id: actor.accountId,
      kind: account.kind,
      name: account.name,
      ...(account.organisation === undefined ? {} : { organisation: account.organisation }),
      ...(name ? { organisationName: name } : {}),
      roles: account.roles.flatMap((id) => {
        const role = findRole(id);
        return role ? [{ id, title: role.title }] : [];
      }),
      permissions: actor.kind === 'staff' ? [...actor.permissions].sort() : [],
      ...(held.length === 0 ? {} : { mandates: held.length }),
      ...(acting ? { actingFor: viewHeld(acting, parts.firms) } : {}),
    };
  };

  return feature({
    name: 'identity.show-session',
    method: 'GET',
    path: '/api/session',
    summary: { zh: '当前登录的是谁', en: 'Who is signed in' },
    access: { public: true },
    response: Type.Object({ demo: Type.Boolean(), city: LocalText, account: Type.Union([Account, Type.Null()]) }),
    async handle({ actor, reply }) {
      reply.header('cache-control', 'no-store');
      return { demo: settings.demo, city, account: await accountOf(actor) };
    },
  });
}
