import type { PersonActor } from '@platform/access';
import type { Clock } from '@platform/kernel';
import { SUBJECT, type Foundations } from '@platform/module';
import type { PackSet, Registry, ScenarioApplicant } from '@platform/packs';
import type { BaseRegistriesPort, RegistryRecord, RegistryValue } from '@modules/base-registries/contract';
import type { IdentityPort } from '@modules/identity/contract';

type Value = string | number | boolean | null;

/**
 * What a registry holds of a person whom a scenario only names: the key, and the fields that by the pack's own rules and masks
 * are the name, the birth date and the sex. Of firms: the credit code and the name of the one that the person applies for.
 */
export function ownFacts(packs: PackSet, registry: Registry, applicant: ScenarioApplicant): Record<string, string> {
  const facts: Record<string, string> = {};
  if (registry.keyType === 'credit-code') {
    const named = registry.fields.some(({ name }) => name === 'name');
    const { firm } = applicant;
    return firm ? { [registry.key]: firm.creditCode, ...(named ? { name: firm.name } : {}) } : {};
  }
  for (const field of registry.fields) {
    const said = field.from.map(({ resource, item }) => ruleOn(packs, resource, item));
    if (field.name === registry.key || field.type === 'citizen-id') facts[field.name] = applicant.citizenId;
    else if (field.mask === 'name') facts[field.name] = applicant.name;
    else if (said.includes('birth-date-matches-citizen-id')) facts[field.name] = applicant.birthDate;
    else if (said.includes('sex-matches-citizen-id')) facts[field.name] = applicant.sex;
  }
  return facts;
}

/** The rule that ties this item to the citizen id, if the resource has one. */
function ruleOn(packs: PackSet, resource: string, item: string): string | undefined {
  return packs.find('resources', resource)?.value.rowRules?.find((rule) => rule.items[0] === item)?.rule;
}

/** Registries in memory, as scenarios state them; every value with the source that the registry's definition names first. */
export type ScenarioRegistries = {
  port: BaseRegistriesPort;
  put(registry: string, key: string, values: Readonly<Record<string, Value>>): void;
  /** Changes fields of a record; what each was before and is now. */
  change(
    registry: string,
    key: string,
    values: Readonly<Record<string, unknown>>,
  ): { field: string; before: string | null; after: string | null }[];
};

export function scenarioRegistries(
  packs: PackSet,
  { clock, ids }: { clock: Clock; ids: { next(): string } },
): ScenarioRegistries {
  const records = new Map<string, Map<string, Record<string, string | null>>>();
  const loadId = ids.next();
  const at = clock.now().toISOString();
  const of = (registry: string): Map<string, Record<string, string | null>> => {
    const held = records.get(registry) ?? new Map<string, Record<string, string | null>>();
    records.set(registry, held);
    return held;
  };
  const definition = (id: string) => packs.get('registries', id).value;
  const recordOf = (registry: string, key: string): RegistryRecord | undefined => {
    const values = of(registry).get(key);
    if (!values) return undefined;
    const fields: Record<string, RegistryValue> = {};
    for (const field of definition(registry).fields) {
      const value = values[field.name] ?? null;
      const resource = field.from[0]?.resource;
      const organisation = resource === undefined ? undefined : packs.find('resources', resource)?.value.provider;
      const known = value !== null && resource !== undefined && organisation !== undefined;
      fields[field.name] = known ? { value, source: { resource, organisation, loadId, at } } : { value };
    }
    return { key, fields: { ...fields, [definition(registry).key]: { value: key } } };
  };
  return {
    port: {
      definition: (id) => definition(id) as ReturnType<BaseRegistriesPort['definition']>,
      count: async (id) => of(id).size,
      find: async (_tx, registry, key) => recordOf(registry, key),
      async findMany(registry, keys) {
        const found = keys.flatMap((key) => recordOf(registry, key) ?? []);
        return new Map(found.map((record) => [record.key, record]));
      },
    },
    put(registry, key, values) {
      of(registry).set(key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)])));
    },
    change(registry, key, values) {
      const record = of(registry).get(key);
      if (!record)
        throw new Error(
          `Nothing is known of the applicant in the registry ${registry}; give it under given.data first.`,
        );
      return Object.entries(values).map(([field, value]) => {
        const before = record[field] ?? null;
        const after = textOf(value);
        record[field] = after;
        return { field, before, after };
      });
    },
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Signing in, without accounts: the people of scenarios. */
export type ScenarioIdentity = {
  port: IdentityPort;
  admit(person: {
    accountId: string;
    citizenId: string;
    name: string;
    firm?: { name: string; creditCode: string };
  }): Pick<PersonActor, 'subject' | 'actingFor'>;
};

export function scenarioIdentity({ blindIndex }: Pick<Foundations, 'blindIndex'>): ScenarioIdentity {
  const people = new Map<string, { citizenId: string; name: string; subject: string }>();
  const accounts = new Map<string, string>();
  const firms = new Map<string, { name: string; creditCode: string }>();
  return {
    port: {
      async citizenOf(accountId) {
        const citizen = people.get(accountId);
        if (!citizen) throw new Error(`No person of this rehearsal has the account ${accountId}`);
        return citizen;
      },
      subjectOf: (citizenId) => blindIndex(citizenId, SUBJECT),
      staffOf: async () => undefined,
      staffWho: async () => [],
      mandatesOf: async () => [],
      firmOfSubject: async (subject) => firms.get(subject),
      accountOfSubject: async (subject) => accounts.get(subject),
    },
    admit({ accountId, citizenId, name, firm }) {
      const subject = blindIndex(citizenId, SUBJECT);
      people.set(accountId, { citizenId, name, subject });
      accounts.set(subject, accountId);
      if (!firm) return { subject };
      const own = blindIndex(firm.creditCode, SUBJECT);
      firms.set(own, firm);
      const scope = ['services', 'my-data', 'questions'];
      return { subject, actingFor: { firm: own, subject: own, mandate: accountId, scope } };
    },
  };
}
