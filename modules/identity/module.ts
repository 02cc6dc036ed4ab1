import { fileURLToPath } from 'node:url';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { Type } from 'typebox';
import { invariant, shanghaiDate } from '@platform/kernel';
import type { SessionResolver } from '@platform/http';
import { defineJob, jobHandler } from '@platform/jobs';
import type { Module } from '@platform/module';
import { createAccountSeal } from './accounts.ts';
import { createOidcAdapter } from './adapters/oidc-adapter.ts';
import { createOpenIdProvider, mountProvider } from './adapters/open-id-provider.ts';
import { forgetKeyOfPasswords } from './adapters/password-requests.ts';
import { createRelyingParty } from './adapters/relying-party.ts';
import { createSessions } from './adapters/session-resolver.ts';
import { createSessionTokens } from './adapters/session-tokens.ts';
import { prepareTokenKeys } from './adapters/token-keys.ts';
import type { IdentityPort } from './contract/index.ts';
import { demoPasswordOf, prepareDemoAccounts } from './demo-accounts.ts';
import { prepareDemoMandates } from './demo-mandates.ts';
import { identityErrors } from './domain/errors.ts';
import { LOCK_MS } from './domain/limits.ts';
import { scopeOf } from './domain/mandates.ts';
import { actForFirm, listMyMandates } from './features/act-for-firm.ts';
import { createAccount } from './features/create-account.ts';
import { listAccounts } from './features/list-accounts.ts';
import { listColleagues } from './features/list-colleagues.ts';
import { endAgent, listAgents, nameAgent } from './features/name-agent.ts';
import { resetPassword } from './features/reset-password.ts';
import { setAccountState } from './features/set-account-state.ts';
import { setRoles } from './features/set-roles.ts';
import { setUpAdministrators } from './features/set-up-administrators.ts';
import { beginSignIn } from './features/begin-sign-in.ts';
import { finishSignIn } from './features/finish-sign-in.ts';
import { showSession } from './features/show-session.ts';
import { showSignIn } from './features/show-sign-in.ts';
import { signIn } from './features/sign-in.ts';
import { signOut } from './features/sign-out.ts';
import { createFirmSeal } from './firms.ts';
import type { IdentityDeps, IdentityParts } from './identity-deps.ts';
import { prepareSetupToken } from './setup-token.ts';
import { staffWho } from './staff-who.ts';
import { findAccount, findAccountBySubject } from './store/accounts.ts';
import { findFirmBySubject, mandatesOfAccount } from './store/mandates.ts';
import { purge } from './store/sessions.ts';

export type { DemoPerson, IdentityDeps } from './identity-deps.ts';

const purgeEnded = defineJob('identity.purge-ended', Type.Object({}));

export type IdentityModule = Module & {
  port: IdentityPort & { resolveSession: SessionResolver };
  /** Takes requests below /oidc, and looks at requests with passwords; give it to the HTTP server as `before`. */
  before: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** Unified identity (统一身份认证): accounts, the OpenID provider, sessions. */
export function createIdentity(deps: IdentityDeps): IdentityModule {
  const { settings, log, clock } = deps;
  const database = deps.database.forModule('identity');
  const seal = createAccountSeal(deps);
  const tokens = createSessionTokens(settings.publicUrl);
  let provider: Provider | undefined;
  let demoPassword: string | undefined;
  let setupToken: string | undefined;
  const parts: IdentityParts = {
    ...deps,
    seal,
    firms: createFirmSeal(deps),
    tokens,
    sessions: createSessions({ ...deps, tokens }),
    relyingParty: createRelyingParty({
      ...deps,
      publicUrl: settings.publicUrl,
      onRefusal: (error) =>
        log.warn({ module: 'identity', reason: error.message }, 'a code that came back was refused'),
    }),
    provider() {
      invariant(provider, 'identity is prepared before it is used');
      return provider;
    },
    demoPassword: () => demoPassword,
    setupToken: () => setupToken,
    closeSetup() {
      setupToken = undefined;
    },
  };

  const mounted = mountProvider(() => provider, settings.publicUrl);
  return {
    name: 'identity',
    migrations: { module: 'identity', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      beginSignIn(parts),
      finishSignIn(parts),
      showSignIn(parts),
      signIn(parts),
      signOut(parts),
      showSession(parts),
      listAccounts(parts),
      listColleagues(parts),
      createAccount(parts),
      setAccountState(parts, 'disable'),
      setAccountState(parts, 'enable'),
      resetPassword(parts),
      setRoles(parts),
      setUpAdministrators(parts),
      listMyMandates(parts),
      actForFirm(parts),
      listAgents(parts),
      nameAgent(parts),
      endAgent(parts),
    ],
    jobs: [
      jobHandler(purgeEnded, async () => {
        const count = await database.transaction((tx) => purge(tx, clock.now(), LOCK_MS));
        log.info({ module: 'identity', count }, 'ended sessions and records were removed');
      }),
    ],
    schedules: [{ name: purgeEnded.name, crontab: '17 * * * *' }],
    async prepare() {
      provider = createOpenIdProvider({
        publicUrl: settings.publicUrl,
        keys: deps.keys,
        tokenKeys: await prepareTokenKeys(deps),
        adapter: createOidcAdapter(deps),
        isAccount: async (id) => (await database.read((tx) => findAccount(tx, id))) !== undefined,
        onFault: (error) => log.error({ module: 'identity', error }, 'the OpenID provider failed'),
      });
      if (settings.demo) {
        demoPassword = await demoPasswordOf(settings.dataFolder);
        await prepareDemoAccounts(parts, demoPassword);
        await prepareDemoMandates(parts);
      } else {
        setupToken = await prepareSetupToken(parts);
      }
    },
    before(request, response) {
      forgetKeyOfPasswords(request);
      return mounted(request, response);
    },
    port: {
      resolveSession: parts.sessions.resolve,
      subjectOf: seal.subjectOf,
      async citizenOf(accountId) {
        const row = await database.read((tx) => findAccount(tx, accountId));
        if (!row) throw identityErrors.unknownAccount();
        const citizenId = seal.openCitizenId(row);
        if (citizenId === undefined || row.subject === null) throw identityErrors.notAPerson();
        return { citizenId, name: seal.open(row).name, subject: row.subject };
      },
      async staffOf(accountId) {
        const row = await database.read((tx) => findAccount(tx, accountId));
        return row?.kind === 'staff' && row.organisation !== null
          ? { name: seal.open(row).name, organisation: row.organisation, roles: row.roles }
          : undefined;
      },
      staffWho: (permission, offices) => staffWho(parts, permission, offices),
      async mandatesOf(accountId) {
        const rows = await database.readOnce((tx) => mandatesOfAccount(tx, accountId, shanghaiDate(clock.now())));
        return rows.map((row) => ({
          id: row.id,
          firm: row.firm_id,
          subject: row.subject,
          ...parts.firms.openFirm({ id: row.firm_id, credit_code: row.credit_code, name: row.firm_name }),
          kind: row.kind,
          scope: scopeOf(row),
        }));
      },
      async firmOfSubject(subject) {
        const row = await database.readOnce((tx) => findFirmBySubject(tx, subject));
        return row && parts.firms.openFirm(row);
      },
      accountOfSubject: async (subject) => (await database.read((tx) => findAccountBySubject(tx, subject)))?.id,
    },
  };
}
