import { citizenIdCheckDigit } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { BrokenCommitment, IssueFacts } from '@modules/cases/contract';
import type { Matter } from '@modules/matters/contract';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import { createLicences } from '../module.ts';

const text = (zh: string, en: string): { zh: string; en: string } => ({ zh, en });

/** A citizen id of the reserved area 99 with the right check digit. */
export function demoCitizenId(birth: string, serial: string): string {
  const first = `990102${birth.replaceAll('-', '')}${serial}`;
  return first + citizenIdCheckDigit(first);
}

/** The parts of a matter that licences look at. */
const matter = {
  formSchema: {
    properties: {
      name: { type: 'string' },
      court: { type: 'string', enum: ['clay'], 'x-options': { clay: text('红土', 'Clay') } },
    },
  },
  prefill: [{ interface: 'facts', registry: 'players', purpose: 'p', parameters: {}, into: { name: 'name' } }],
  rights: { review: { organ: text('市政府', 'The city') }, litigation: { organ: text('市法院', 'The court') } },
} as unknown as Matter;

/** The module among fakes, with the organisations and the licence template of the packs in use. */
export function licencesAmongFakes() {
  const facts = new Map<string, IssueFacts>();
  const broken = new Map<string, BrokenCommitment>();
  const create = (f: Foundations) => {
    const all = f.packs.all('organisations').map(({ value }) => value as Organisation);
    const organisations: OrganisationsPort = {
      all: () => all,
      find: (id) => all.find((one) => one.id === id),
      get: (id) => all.find((one) => one.id === id) as Organisation,
      subtree: (id) => [id],
      division: () => undefined,
      divisionPath: (code) => text(code, code),
      children: () => [],
    };
    return createLicences({
      ...f,
      organisations,
      matters: { get: () => matter },
      cases: {
        issueFacts: async (id) => facts.get(id) as IssueFacts,
        brokenCommitment: async (id) => broken.get(id),
      },
    });
  };
  return { facts, broken, create };
}
