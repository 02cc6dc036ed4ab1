import { Type, type Static } from 'typebox';
import { sm3 } from '@platform/crypto';
import type { UpstreamService } from '@platform/packs';

// What the level above says of its catalogue, of applications and of reports. Its fields may be more; only these are read, with bounds.

const Text = (most: number) => Type.String({ maxLength: most });
const Named = Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' }), title: Text(100) });

export const CataloguePage = Type.Object({
  total: Type.Integer({ minimum: 0 }),
  items: Type.Array(
    Type.Object({
      up_cata_id: Text(64),
      up_resource_id: Type.String({ minLength: 1, maxLength: 64 }),
      title: Text(200),
      title_en: Type.Optional(Text(200)),
      provider: Text(200),
      summary: Type.Optional(Text(1_000)),
      sid: Type.Optional(Text(64)),
      path: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]*$', maxLength: 200 }),
      params: Type.Array(Type.Intersect([Named, Type.Object({ required: Type.Optional(Type.Boolean()) })]), {
        minItems: 1,
        maxItems: 50,
      }),
      fields: Type.Array(Named, { minItems: 1, maxItems: 200 }),
    }),
    { maxItems: 500 },
  ),
});
type UpperItem = Static<typeof CataloguePage>['items'][number];

export const Applications = Type.Object({
  items: Type.Array(
    Type.Object({
      up_apply_id: Type.String({ minLength: 1, maxLength: 64 }),
      up_cata_id: Text(64),
      up_resource_id: Text(64),
      serial_no: Type.Optional(Type.Union([Text(64), Type.Null()])),
      state: Type.Enum(['pending', 'granted', 'refused', 'suspended', 'ended']),
      reason: Type.Optional(Type.Union([Text(500), Type.Null()])),
      purpose: Type.Optional(Type.Union([Text(500), Type.Null()])),
      from: Type.Optional(Type.Union([Type.String({ format: 'date' }), Type.Null()])),
      until: Type.Optional(Type.Union([Type.String({ format: 'date' }), Type.Null()])),
      calls_per_day: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
    }),
    { maxItems: 5_000 },
  ),
});
export type Applications = Static<typeof Applications>;

export const Accepted = Type.Object({ up_apply_id: Type.String({ minLength: 1, maxLength: 64 }) });
export const Reported = Type.Object({
  up_cata_id: Type.String({ minLength: 1, maxLength: 64 }),
  receipt_no: Type.Optional(Text(64)),
});

/** A resource of the level above as the service that it would be here; its id is made from the platform’s and its own. */
export function serviceOf(platform: string, item: UpperItem): UpstreamService {
  const words = item.up_resource_id.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const plain = words.join('-');
  // Whatever a name loses on the way is made up for, so that no two resources become one service.
  const whole = [plain, plain.toUpperCase()].includes(item.up_resource_id) && platform.length + plain.length < 64;
  const mark = sm3(item.up_resource_id).toString('hex').slice(0, 12);
  const id = whole ? `${platform}-${plain}` : `${platform.slice(0, 48)}-${mark}`;
  const text = (zh: string) => ({ zh, en: zh });
  return {
    id,
    title: { zh: item.title, en: item.title_en ?? item.title },
    ...(item.summary ? { summary: text(item.summary) } : {}),
    provider: text(item.provider),
    ...(item.sid ? { code: item.sid } : {}),
    path: item.path,
    upperCatalogue: item.up_cata_id,
    upperResource: item.up_resource_id,
    parameters: item.params.map(({ name, title, required }) => ({
      name,
      title: text(title),
      ...(required === undefined ? {} : { required }),
    })),
    fields: item.fields.map(({ name, title }) => ({ name, title: text(title) })),
  };
}
