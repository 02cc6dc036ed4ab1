import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { Interface } from '@platform/packs';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { InterfaceBook } from '../book.ts';
import type { Ground, InterfaceBody } from '../domain/definition.ts';
import { UPSTREAM_PROVIDER } from '../ground.ts';

const { version: _version, ...bodyFields } = Interface.properties;

/** A definition as the console sends and gets it: a pack's, without its version. */
export const Body = Type.Object(bodyFields, { additionalProperties: false });

export const IdPath = Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 64 }) });

export const Version = Type.Object({
  version: Type.String(),
  state: Type.Enum(['in-use', 'callable', 'retiring', 'retired']),
  origin: Type.Enum(['pack', 'console']),
  publishedAt: Type.Optional(Type.String()),
  changes: Type.Array(LocalText),
  retiresOn: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});

export const GroundView = Type.Object({
  kind: Type.Enum(['registry', 'resource', 'upstream']),
  id: Type.String(),
  title: LocalText,
  provider: Type.String(),
  providerName: LocalText,
});

/** A field that an interface may tell, with what its grade asks for. */
export const GroundFieldView = Type.Object({
  name: Type.String(),
  title: LocalText,
  type: Type.String(),
  grade: Type.Integer(),
  personal: Type.Boolean(),
  mask: Type.String(),
});

export function groundView(ground: Ground, organisations: Pick<OrganisationsPort, 'find'>): Static<typeof GroundView> {
  return {
    kind: ground.kind,
    id: ground.id,
    title: ground.title,
    provider: ground.provider,
    providerName: providerName(ground.provider, organisations),
  };
}

/** The organisation that answers for data, in words. */
export function providerName(provider: string, organisations: Pick<OrganisationsPort, 'find'>): LocalText {
  if (provider === UPSTREAM_PROVIDER) return { zh: '上级平台', en: 'The level above' };
  return organisations.find(provider)?.name ?? { zh: provider, en: provider };
}

export const groundFields = (ground: Ground): Static<typeof GroundFieldView>[] =>
  [...ground.fields.values()].map(({ name, title, type, grade, personal, mask }) => ({
    name,
    title,
    type,
    grade,
    personal,
    mask,
  }));

export function versionViews(book: Pick<InterfaceBook, 'versions'>, id: string): Static<typeof Version>[] {
  return book.versions(id).map((one) => ({
    version: one.version,
    state: one.state,
    origin: one.origin,
    changes: [...one.changes],
    ...(one.publishedAt ? { publishedAt: one.publishedAt.toISOString() } : {}),
    ...(one.retiresOn === undefined ? {} : { retiresOn: one.retiresOn }),
    ...(one.reason === undefined ? {} : { reason: one.reason }),
  }));
}

/** A body without what is not there, as JSON keeps it. */
export function cleanBody(body: Static<typeof Body>): InterfaceBody {
  return JSON.parse(JSON.stringify(body)) as InterfaceBody;
}
