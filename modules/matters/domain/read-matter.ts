import type { LocalText } from '@platform/kernel';
import { formField, type FormSchema } from '@platform/forms';
import { calledFile, calledProcesses, type PackDefinition, type PackSet } from '@platform/packs';
import type { Matter, MatterMaterial } from '../contract/index.ts';
import { matterErrors } from '../errors.ts';
import { productProcess } from './product-process.ts';

/** A matter as packs write it (`matter.yaml`), with the level above merged in. */
export type PackMatter = PackDefinition<'matters'>['value'];

/** A matter with its form read and its papers judged, and the decision file that goes with it. */
export type ReadMatter = {
  matter: Matter;
  decisionFile: string;
  decisionId: string;
  decisionPath: string;
  /** The matter's own `process.bpmn`, or the product's for its project type. */
  processFile: string;
  /** The processes that it calls, by id; null where it calls none. */
  calledProcesses: Readonly<Record<string, string>> | null;
};

/** What is written of a matter, wherever: `file` names it in faults, `files` are those beside it. */
export type Written = { value: PackMatter; version: string; file: string; files: Readonly<Record<string, string>> };

/**
 * Reads one matter.
 * @throws matters.faulty-file naming the companion file
 */
export function readMatter(packs: PackSet, written: Written): ReadMatter {
  const { value, file, files } = written;
  const beside = (name: string): string => `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`;
  const text = (name: string): string => {
    const found = files[name];
    if (found === undefined) throw matterErrors.faultyFile({ file: beside(name), reason: 'there is no such file' });
    return found;
  };
  const formSchema = parseForm(text(value.form), beside(value.form));
  const properties = Object.keys((formSchema['properties'] ?? {}) as object);
  const materials = value.materials.map((material) => judge(packs, material, value.prefill));
  const prefill = value.prefill.map((one) => ({
    ...one,
    registry: registryOf(packs, one.interface),
  }));
  for (const { into } of prefill) {
    const unknown = Object.keys(into).find((field) => formField(formSchema as FormSchema, field) === undefined);
    if (unknown !== undefined)
      throw matterErrors.faultyFile({ file, reason: `prefill into "${unknown}", which ${value.form} does not have` });
  }
  const { form: _form, localMaterials: _local, scenarios, ...shared } = value;
  const matter: Matter = {
    ...(shared as Omit<PackMatter, 'form' | 'scenarios' | 'materials'>),
    version: written.version,
    ...(scenarios
      ? { scenarios: scenarios.map((one) => ({ ...one, code: `${value.codes.taskCode}${one.serial}` })) }
      : {}),
    materials,
    papersSaved: materials.filter(({ avoided }) => avoided).length,
    prefill,
    formSchema,
    uiOrder: orderOf(formSchema, properties),
    decision: { inputs: value.decision.inputs, routeTo: value.decision.routeTo ?? value.organisation },
    faq: value.faq ?? [],
  } as Matter;
  const called = calledProcesses(files['process.bpmn'], (id) => files[calledFile(id)]);
  return {
    matter,
    calledProcesses: Object.keys(called).length === 0 ? null : called,
    decisionFile: text(value.decision.file),
    decisionId: value.decision.decision,
    decisionPath: beside(value.decision.file),
    processFile: files['process.bpmn'] ?? productProcess(matter.projectType),
  };
}

function parseForm(text: string, file: string): Record<string, unknown> {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw matterErrors.faultyFile({ file, reason: (error as Error).message }, { cause: error });
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw matterErrors.faultyFile({ file, reason: 'not a JSON Schema object' });
  return schema as Record<string, unknown>;
}

/** The order the form states (`x-order`), then what it left out, as written. */
function orderOf(schema: Record<string, unknown>, properties: string[]): string[] {
  const stated = (Array.isArray(schema['x-order']) ? schema['x-order'] : []).filter((name): name is string =>
    properties.includes(name as string),
  );
  return [...stated, ...properties.filter((name) => !stated.includes(name))];
}

type PackMaterial = PackDefinition<'matters'>['value']['materials'][number];
type PackPrefill = PackDefinition<'matters'>['value']['prefill'][number];

/** A paper is avoided only where this matter really fetches the data that replace it; an e-licence helps who has one. */
function judge(packs: PackSet, material: PackMaterial, prefill: readonly PackPrefill[]): MatterMaterial {
  const replaced = material.replacedBy;
  if (replaced === undefined) return { ...material, avoided: false } as MatterMaterial;
  if ('licence' in replaced) {
    const { title } = packs.get('licences', replaced.licence).value;
    const replacedByText = {
      zh: `可用电子证照《${title.zh}》代替`,
      en: `The e-licence “${title.en}” may be used instead`,
    };
    return { ...material, avoided: false, replacedByText } as MatterMaterial;
  }
  const avoided = prefill.some((one) => one.interface === replaced.interface);
  return {
    ...material,
    avoided,
    ...(avoided ? { replacedByText: replacement(packs, replaced.interface, replaced.fields) } : {}),
  } as MatterMaterial;
}

/** The registry that a prefill reads; the packs' check lets no other interface stand there. */
function registryOf(packs: PackSet, interfaceId: string): string {
  const { registry } = packs.get('interfaces', interfaceId).value;
  if (registry === undefined) throw new Error(`Interface ${interfaceId} is not over a registry`);
  return registry;
}

/** Whose data stand in for a paper: 由市公安局共享的数据代替. */
function replacement(packs: PackSet, interfaceId: string, fields: readonly string[]): LocalText {
  const registry = packs.get('registries', registryOf(packs, interfaceId)).value;
  const providers = new Map<string, LocalText>();
  for (const field of registry.fields) {
    const first = field.from[0];
    if (!first || !fields.includes(field.name)) continue;
    const provider = packs.get('resources', first.resource).value.provider;
    providers.set(provider, packs.get('organisations', provider).value.short);
  }
  const names = [...providers.values()];
  return {
    zh: `由${names.map(({ zh }) => zh).join('、')}共享的数据代替，无需提交`,
    en: `Replaced by data shared by ${names.map(({ en }) => en).join(', ')}; need not be handed in`,
  };
}
