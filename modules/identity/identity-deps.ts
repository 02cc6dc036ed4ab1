import type { Provider } from 'oidc-provider';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { LocalText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { AccountSeal } from './accounts.ts';
import type { FirmSeal } from './firms.ts';
import type { RelyingParty } from './adapters/relying-party.ts';
import type { Sessions } from './adapters/session-resolver.ts';
import type { SessionTokens } from './adapters/session-tokens.ts';

/** A person of the demo departments whom a demo account stands for. */
export type DemoPerson = { citizenId: string; name: string };

/** What the module is built from. */
export type IdentityDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'outbox' | 'audit' | 'packs' | 'keys' | 'sealer' | 'blindIndex' | 'log' | 'settings'
> & {
  organisations: OrganisationsPort;
  /** The city's name, for the head of every page. */
  city: LocalText;
  /** The address at which this process reaches itself, such as `http://127.0.0.1:8080`; asked when a code is exchanged. */
  internalUrl: () => string;
  /** People of the demo departments by the key that packs name them with. Asked in demo mode only. */
  demoPeople: () => Promise<Record<string, DemoPerson>>;
};

/** What the module's features are built from. */
export type IdentityParts = IdentityDeps & {
  seal: AccountSeal;
  firms: FirmSeal;
  tokens: SessionTokens;
  sessions: Sessions;
  relyingParty: RelyingParty;
  /** The provider; there once the module is prepared. */
  provider: () => Provider;
  /** Demo accounts' one password; undefined outside demo mode. */
  demoPassword: () => string | undefined;
  /** Token for making the first administrators; undefined in demo mode and once they exist. */
  setupToken: () => string | undefined;
  closeSetup(): void;
};
