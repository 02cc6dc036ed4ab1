import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { findRole, type Actor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount } from '../store/accounts.ts';

const Account = Type.Object({
  kind: Type.Enum(['person', 'staff']),
  name: Type.String(),
  organisation: Type.Optional(Type.String()),
  organisationName: Type.Optional(LocalText),
  roles: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  permissions: Type.Array(Type.String()),
});

export function showSession(parts: IdentityParts): Feature {
  const { city, settings, organisations, seal } = parts;
  const database = parts.database.forModule('identity');

  const accountOf = async (actor: Actor) => {
    if (actor.kind !== 'person' && actor.kind !== 'staff') return null;
    const row = await database.read((tx) => findAccount(tx, actor.accountId));
    if (!row) return null;
    const account = seal.open(row);
    const name = account.organisation === undefined ? undefined : organisations.find(account.organisation)?.name;
    return {
      kind: account.kind,
      name: account.name,
      ...(account.organisation === undefined ? {} : { organisation: account.organisation }),
      ...(name ? { organisationName: name } : {}),
      roles: account.roles.flatMap((id) => {
        const role = findRole(id);
        return role ? [{ id, title: role.title }] : [];
      }),
      permissions: actor.kind === 'staff' ? [...actor.permissions].sort() : [],
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
