import type { LocalText } from '@platform/kernel';
import type { Division, Organisation } from './places.ts';

/** Organisations and divisions of the packs in use. All answers come from memory and never change while the process runs. */
export type OrganisationsPort = {
  /** @throws organisations.unknown-organisation */
  get(id: string): Organisation;
  find(id: string): Organisation | undefined;
  all(): readonly Organisation[];
  /** The organisation and all below it, itself first; empty for one that is not known. */
  subtree(id: string): string[];
  division(code: string): Division | undefined;
  /** The full name of a division from the city down, as it stands in an address; the code itself when it is not known. */
  divisionPath(code: string): LocalText;
  /** Divisions right below `code`; the top ones when no code is given. */
  children(code?: string): readonly Division[];
};
