import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import { Application, Grant, Interface, Registry, Resource, Source, Standard } from './kinds/data.ts';
import { strict, Text } from './kinds/parts.ts';
import { Account, Boundary, Calendar, Division, Organisation } from './kinds/places.ts';
import { Sample } from './kinds/sample.ts';
import { Scenario } from './kinds/scenarios.ts';
import { ServicePoint } from './kinds/service-points.ts';
import { BasicMatter, Licence, LocalMatter, Matter, SharedProcess } from './kinds/services.ts';
import { Upstream } from './kinds/upstreams.ts';
import { Board, Indicator, PackText } from './kinds/views.ts';

/** What a definition of each kind looks like, as a TypeScript type. The keys are the folders of a pack. */
export type PackDefinitions = {
  divisions: Division;
  boundaries: Boundary;
  organisations: Organisation;
  accounts: Account;
  calendar: Calendar;
  standards: Standard;
  resources: Resource;
  sources: Source;
  registries: Registry;
  interfaces: Interface;
  grants: Grant;
  applications: Application;
  upstreams: Upstream;
  'basic-matters': BasicMatter;
  processes: SharedProcess;
  matters: Matter;
  'service-points': ServicePoint;
  licences: Licence;
  indicators: Indicator;
  boards: Board;
  texts: PackText;
  sample: Sample;
  scenarios: Scenario;
};
export type PackKind = keyof PackDefinitions;

/** How the files of one kind are found, read and named. */
export type PackKindRule = {
  /** Endings of its files. */
  endings: readonly string[];
  /** One file holds a list (or, for texts, a map) under this key; without it a file is one definition. */
  list?: string;
  /** Each definition has a folder of its own, with this file in it and companion files beside it. */
  mainFile?: string;
  /** What one definition must look like. */
  schema: TSchema;
  /** Where a definition may be written in another shape, from which the platform makes the one of `schema`: what this one must look like. */
  schemaOf?: (value: Record<string, unknown>) => TSchema;
  /** What the whole file must look like; generated into docs/specs/pack-schemas for editors. */
  fileSchema: TSchema;
  /** The definition's id; `stem` is the file's name without ending. */
  idOf(value: Record<string, unknown>, stem: string): string;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const byField =
  (field: string) =>
  (value: Record<string, unknown>): string =>
    text(value[field]);

function listOf(list: string, schema: TSchema, field: string, endings: readonly string[] = ['.yaml']): PackKindRule {
  return { endings, list, schema, fileSchema: strict({ [list]: Type.Array(schema) }), idOf: byField(field) };
}

function oneOf(schema: TSchema): PackKindRule {
  return { endings: ['.yaml'], schema, fileSchema: schema, idOf: byField('id') };
}

/** Every kind of file a pack may hold, by the folder it stands in. */
export const PACK_KINDS: Record<PackKind, PackKindRule> = {
  divisions: listOf('divisions', Division, 'code', ['.json', '.yaml']),
  boundaries: {
    endings: ['.geojson'],
    list: 'features',
    schema: Boundary,
    fileSchema: Type.Object({ type: Type.Literal('FeatureCollection'), features: Type.Array(Boundary) }),
    idOf: (value) => text((value['properties'] as Record<string, unknown> | undefined)?.['code']),
  },
  organisations: listOf('organisations', Organisation, 'id'),
  accounts: listOf('accounts', Account, 'login'),
  calendar: { endings: ['.yaml'], schema: Calendar, fileSchema: Calendar, idOf: (_value, stem) => stem },
  standards: oneOf(Standard),
  resources: oneOf(Resource),
  sources: oneOf(Source),
  registries: oneOf(Registry),
  interfaces: oneOf(Interface),
  grants: {
    ...listOf('grants', Grant, 'interface'),
    idOf: (value) => `${text(value['interface'])}/${text(value['consumer'])}`,
  },
  applications: listOf('applications', Application, 'id'),
  upstreams: oneOf(Upstream),
  'basic-matters': listOf('basicMatters', BasicMatter, 'code'),
  processes: { ...oneOf(SharedProcess), mainFile: 'process.yaml' },
  matters: {
    ...oneOf(Matter),
    mainFile: 'matter.yaml',
    schemaOf: (value) => ('inherits' in value ? LocalMatter : Matter),
    fileSchema: Type.Union([Matter, LocalMatter]),
  },
  'service-points': listOf('servicePoints', ServicePoint, 'id'),
  licences: oneOf(Licence),
  indicators: listOf('indicators', Indicator, 'id'),
  boards: oneOf(Board),
  texts: {
    endings: ['.yaml'],
    list: 'texts',
    schema: PackText,
    fileSchema: strict({
      texts: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*$' }), Text, {
        additionalProperties: false,
      }),
    }),
    idOf: () => '',
  },
  sample: oneOf(Sample),
  scenarios: listOf('scenarios', Scenario, 'id'),
};

export const PACK_KIND_NAMES = Object.keys(PACK_KINDS) as PackKind[];

/** `pack.yaml`: what the pack is and which packs it needs. */
export const PackManifest = strict({
  id: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64, description: "The folder's name" }),
  version: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$', description: 'Raised with every change that is put to use' }),
  title: Text,
  summary: Type.Optional(Text),
  requires: Type.Array(Type.String({ minLength: 1 }), { description: 'Ids of packs whose definitions this one names' }),
});
export type PackManifest = Type.Static<typeof PackManifest>;
