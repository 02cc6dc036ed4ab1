import { normaliseText, type LocalText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { AccountRow } from './store/accounts.ts';

/** An account with what is sealed in it opened. */
export type Account = {
  id: string;
  kind: AccountRow['kind'];
  login: string;
  name: string;
  organisation: string | undefined;
  roles: string[];
  disabled: boolean;
  demo: boolean;
};

/** The one place that knows how an account's personal data are sealed and found. */
export type AccountSeal = {
  loginIndex(login: string): string;
  subjectOf(citizenId: string): string;
  sealFields(
    id: string,
    fields: { login: string; name: string; citizenId?: string },
  ): Pick<AccountRow, 'login_index' | 'login' | 'name' | 'citizen_id' | 'subject'>;
  open(row: AccountRow): Account;
  openName(id: string, name: Buffer): string;
  openCitizenId(row: AccountRow): string | undefined;
};

/** Logins are written without case and width: `Li.Na` and `ｌｉ．ｎａ` are the same. */
export function normaliseLogin(login: string): string {
  return normaliseText(login).toLowerCase();
}

export function createAccountSeal({ sealer, blindIndex }: Pick<Foundations, 'sealer' | 'blindIndex'>): AccountSeal {
  const context = (id: string, field: string): string => `identity.account:${id}:${field}`;
  const loginIndex = (login: string): string => blindIndex(normaliseLogin(login), 'identity.login');
  const subjectOf = (citizenId: string): string => blindIndex(citizenId, 'subject');
  return {
    loginIndex,
    subjectOf,
    sealFields: (id, { login, name, citizenId }) => ({
      login_index: loginIndex(login),
      login: sealer.sealText(normaliseLogin(login), context(id, 'login')),
      name: sealer.sealText(name, context(id, 'name')),
      citizen_id: citizenId === undefined ? null : sealer.sealText(citizenId, context(id, 'citizen-id')),
      subject: citizenId === undefined ? null : subjectOf(citizenId),
    }),
    open: (row) => ({
      id: row.id,
      kind: row.kind,
      login: sealer.openText(row.login, context(row.id, 'login')),
      name: sealer.openText(row.name, context(row.id, 'name')),
      organisation: row.organisation ?? undefined,
      roles: row.roles,
      disabled: row.disabled_at !== null,
      demo: row.demo,
    }),
    openName: (id, name) => sealer.openText(name, context(id, 'name')),
    openCitizenId: (row) =>
      row.citizen_id ? sealer.openText(row.citizen_id, context(row.id, 'citizen-id')) : undefined,
  };
}

/** A demo account as the sign-in page offers it. */
export type DemoOffer = { login: string; kind: AccountRow['kind']; title: LocalText; password: string };
