import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { currentInteraction } from '../adapters/interactions.ts';
import { APP_NAMES, APPS } from '../domain/apps.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { demoAccounts } from '../store/accounts.ts';
import type { DemoOffer } from '../accounts.ts';

const Offer = Type.Object({
  login: Type.String(),
  kind: Type.Enum(['person', 'staff']),
  title: LocalText,
  password: Type.String(),
});

export function showSignIn(parts: IdentityParts): Feature {
  return feature({
    name: 'identity.show-sign-in',
    method: 'GET',
    path: '/api/sign-in/:uid',
    summary: {
      zh: '登录页的内容；演示账号只在演示模式列出',
      en: 'What the sign-in page shows; demo accounts in demo mode only',
    },
    access: { public: true },
    params: Type.Object({ uid: Type.String({ maxLength: 100 }) }),
    response: Type.Object({ app: Type.Enum([...APP_NAMES]), demoAccounts: Type.Array(Offer) }),
    async handle(context, { params }) {
      const { app } = await currentInteraction(parts.provider(), context, params.uid);
      context.reply.header('cache-control', 'no-store');
      return { app, demoAccounts: await offersFor(APPS[app].kind, parts) };
    },
  });
}

async function offersFor(
  kind: DemoOffer['kind'],
  { settings, database, packs, seal, demoPassword }: IdentityParts,
): Promise<DemoOffer[]> {
  const password = demoPassword();
  if (!settings.demo || password === undefined) return [];
  const rows = await database.forModule('identity').read(demoAccounts);
  const open = new Set(rows.filter((row) => !row.disabled_at && row.kind === kind).map((row) => row.login_index));
  return packs
    .all('accounts')
    .filter(({ value }) => open.has(seal.loginIndex(value.login)))
    .map(({ value }) => ({
      login: value.login,
      kind,
      title: { zh: `${value.name} · ${value.description.zh}`, en: `${value.name} · ${value.description.en}` },
      password,
    }));
}
