import { DomainError } from '@platform/kernel';
import { SUBJECT, type Foundations } from '@platform/module';
import type { BaseRegistriesPort, RegistryRecord } from '@modules/base-registries/contract';
import type { Answered, Backend, InterfaceDefinition, Prepared } from '../domain/answering.ts';
import { answerRecords } from '../domain/answer-records.ts';
import { checkedParameters } from '../domain/parameters.ts';
import type { FoundRecord } from '../domain/records.ts';

/** Answers `rows`, `verify` and `score` over base registries: one statement a registry and batch. */
export function registryBackend(
  deps: Pick<Foundations, 'blindIndex'> & { registries: Pick<BaseRegistriesPort, 'findMany'> },
): Backend {
  return {
    kind: 'registry',
    where: 'database',
    plannedOnce: true,
    provider: ({ ground }) => ground.provider,
    checked: checkedParameters,
    async answerMany(tx, calls) {
      const asked = new Map<string, { keys: Set<string>; of: Set<InterfaceDefinition> }>();
      for (const call of calls) {
        const key = keyOf(call);
        // Without the key there is nothing to find one person by; looking people up by name alone is not offered.
        if (key === undefined) continue;
        const { id } = call.definition.ground;
        let about = asked.get(id);
        if (!about) asked.set(id, (about = { keys: new Set(), of: new Set() }));
        about.keys.add(key);
        about.of.add(call.definition);
      }
      const found = new Map(
        await Promise.all(
          [...asked].map(async ([registry, { keys, of }]) => {
            const fields = [...new Set([...of].flatMap(fieldsOf))];
            return [registry, await deps.registries.findMany(registry, [...keys], tx, fields)] as const;
          }),
        ),
      );
      return calls.map((call): Answered => {
        const key = keyOf(call);
        const record = key === undefined ? undefined : found.get(call.definition.ground.id)?.get(key);
        try {
          const { told, ...answered } = answerRecords(call, record ? [foundRecord(record)] : []);
          if (!told || key === undefined) return { ...answered, subjects: [] };
          const subject = deps.blindIndex(key, SUBJECT);
          const others = othersOf(call.definition);
          // Most records are about whoever their key names, and nobody else.
          if (others.length === 0 || !record) return { ...answered, subjects: [subject] };
          const ids = others.flatMap((name) => record.fields[name]?.value ?? []);
          return {
            ...answered,
            subjects: [...new Set([subject, ...ids.map((id) => deps.blindIndex(id, SUBJECT))])],
          };
        } catch (error) {
          if (error instanceof DomainError) return { refused: error };
          throw error;
        }
      });
    },
  };
}

function keyOf({ definition, parameters }: Prepared): string | undefined {
  const [key] = definition.ground.key;
  const by = definition.parameters.find(({ field, match }) => field === key && match === 'equal');
  return by && parameters[by.name];
}

/** Whoever else a record is about, beside its key: the person behind a firm, say. */
const othersOf = ({ ground }: Pick<InterfaceDefinition, 'ground'>): readonly string[] =>
  ground.subjects.length <= 1 ? NOBODY : ground.subjects.filter((name) => name !== ground.key[0]);
const NOBODY: readonly string[] = [];

/** The fields that an interface tells, compares or weighs: no others are read. */
function fieldsOf({ fields, parameters, score, ground }: InterfaceDefinition): string[] {
  return [
    ...fields.map(({ name }) => name),
    ...parameters.map(({ field }) => field),
    ...(score?.rules.map(({ field }) => field) ?? []),
    ...othersOf({ ground }),
  ];
}

type Told = FoundRecord['sources'][string];
/** Records of one batch share what they have from one load; so do their answers. */
const toldOf = new WeakMap<object, Told>();

function told(source: NonNullable<RegistryRecord['fields'][string]['source']>): Told {
  let found = toldOf.get(source);
  if (!found) {
    found = { organisation: source.organisation, resource: source.resource, at: source.at };
    toldOf.set(source, found);
  }
  return found;
}

function foundRecord(record: RegistryRecord): FoundRecord {
  const values: Record<string, string | null> = {};
  const sources: FoundRecord['sources'] = {};
  for (const [name, { value, source }] of Object.entries(record.fields)) {
    values[name] = value;
    if (source) sources[name] = told(source);
  }
  return { values, sources };
}
