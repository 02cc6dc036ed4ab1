// Names for what the server answers. The shapes come from schema.d.ts, which `npm run generate` writes from the server's own code.
import type { operations } from './schema.d.ts';

type Responses = { [Name in keyof operations]: operations[Name]['responses'] };

/** The JSON answer of an operation, such as `Answer<'cases.show-my-case'>`. */
export type Answer<Name extends keyof operations> = Responses[Name] extends {
  200: { content: { 'application/json': infer Body } };
}
  ? Body
  : Responses[Name] extends { 201: { content: { 'application/json': infer Body } } }
    ? Body
    : Responses[Name] extends { 202: { content: { 'application/json': infer Body } } }
      ? Body
      : never;
/** An item of an operation's list. */
export type ItemOf<Name extends keyof operations> = Answer<Name> extends { items: (infer Item)[] } ? Item : never;

export type LocalText = { zh: string; en: string };
export type Page<T> = { items: T[]; next?: string };

export type Session = Answer<'identity.show-session'>;
export type Account = NonNullable<Session['account']>;
export type SignInPage = Answer<'identity.show-sign-in'>;
export type SignInApp = SignInPage['app'];
export type DemoAccount = SignInPage['demoAccounts'][number];

export type MatterListing = ItemOf<'matters.find-matters'>;
export type Guide = Answer<'matters.show-guide'>;
export type GuideMaterial = Guide['materials'][number];
export type Limit = Guide['limits']['promise'];

export type CaseListing = ItemOf<'cases.list-my-cases'>;
export type MyCase = Answer<'cases.show-my-case'>;
/** A case that a department's own system handled and returned. */
export type ReturnedListing = ItemOf<'cases.list-my-returned'>;
export type CaseState = MyCase['state'];
export type CaseClock = NonNullable<MyCase['clock']>;
export type FieldSource = MyCase['sources'][string];

export type LicenceListing = ItemOf<'licences.list-my-licences'>;
export type MyLicence = Answer<'licences.show-my-licence'>;
export type LicenceNotice = NonNullable<MyLicence['notice']>;
export type Verdict = Answer<'licences.verify-token'>;
export type VerdictKind = Verdict['verdict'];

export type DataRead = ItemOf<'disclosures.list-my-reads'>;
export type ReadsSummary = Answer<'disclosures.summarise-my-reads'>;

export type Board = Answer<'cockpit.get-board'>;
export type Figure = Board['panels'][number]['figures'][number];
export type IndicatorRecords = Answer<'cockpit.list-indicator-records'>;
