import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import type { FieldFault } from '@platform/kernel';
import { tellPages, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { Filter, filterFaults } from '../domain/filters.ts';
import { leavingMask } from '../domain/outlook.ts';
import { makePackageJob, TRIES } from '../jobs/definitions.ts';
import { countWaiting, insertPackage, nextPackageNo, rowsSince } from '../store/packages.ts';
import { MOST_DOWNLOADS, purposeOf, startOfToday, usableGrant } from './granted.ts';

/** A spreadsheet holds a little more; whoever needs more takes a CSV, or the changes by subscription. */
const MOST_ROWS = 1_000_000;
const MOST_AT_ONCE = 3;

const Body = Type.Object(
  {
    grant: Type.String({ maxLength: 200 }),
    fields: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 300, uniqueItems: true }),
    filters: Type.Array(Filter, { maxItems: 20 }),
    limit: Type.Integer({ minimum: 1, maximum: MOST_ROWS }),
    format: Type.Enum(['csv', 'xlsx']),
    purpose: Type.String({ maxLength: 64 }),
    caseNo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);

/** Orders a file under a grant; a job makes it. */
export function orderPackage(deps: Own): Feature {
  return feature({
    name: 'deliveries.order-package',
    method: 'POST',
    path: '/api/deliveries/packages',
    summary: {
      zh: '按授权订制文件（CSV 或 XLSX，带标识、限期、限次）',
      en: 'Order a file under a grant (CSV or XLSX; marked, expiring, a few downloads)',
    },
    access: { permission: 'deliveries.request' },
    body: Body,
    status: 201,
    response: Type.Object({ id: Type.String(), no: Type.String() }),
    async handle({ actor, trace, language }, { body }) {
      const { grant, resource } = usableGrant(deps, actor, body.grant, 'file');
      const purpose = purposeOf(grant, body.purpose);
      const given = (name: string) =>
        grant.fields.includes(name) ? resource.items.find((item) => item.name === name) : undefined;
      const faults: FieldFault[] = [
        ...body.fields.flatMap((name, index) =>
          given(name)
            ? []
            : [
                {
                  path: `/fields/${index}`,
                  code: 'deliveries.field-not-granted',
                  message: { zh: '授权没有给这个字段', en: 'The grant does not give this field' },
                },
              ],
        ),
        ...filterFaults(body.filters, (name) => {
          const item = given(name);
          return item && { type: item.type, leaves: leavingMask(resource, item) };
        }),
      ];
      if (faults.length > 0) throw deliveryErrors.badInput({ count: faults.length }, { fields: faults });
      const id = deps.ids.next();
      const now = deps.clock.now();
      const no = await deps.database.transaction(async (tx) => {
        const waiting = await countWaiting(tx, grant.organisation);
        if (waiting >= MOST_AT_ONCE) throw deliveryErrors.tooManyRunning({ count: waiting }, { retryAfter: 60 });
        const limit = Math.min(body.limit, await rowsLeft(deps, tx, grant));
        const made = await nextPackageNo(tx, now);
        await insertPackage(tx, {
          id,
          no: made,
          kind: 'file',
          query_id: null,
          grants: [grant.id],
          resources: [resource.id],
          providers: [resource.provider],
          consumer: grant.organisation,
          application: grant.application,
          ordered_by: actorLabel(actor).id,
          ordered_at: now,
          purpose,
          case_no: body.caseNo?.trim() || null,
          legal_basis: grant.legalBasis,
          wanted: { fields: body.fields, filters: body.filters, limit, language },
          format: body.format,
          most_downloads: MOST_DOWNLOADS,
          trace,
        });
        await enqueue(tx, makePackageJob, { id }, { maxAttempts: TRIES });
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.order-package',
          subject: `package:${id}`,
          // Values of conditions may be a person's: only which fields are asked for is told.
          detail: {
            no: made,
            grant: grant.id,
            resource: resource.id,
            purpose: purpose.id,
            fields: body.fields,
            filters: body.filters.map(({ field, operator }) => `${field} ${operator}`),
            limit,
          },
          trace,
        });
        return made;
      });
      tellPages(deps);
      return { id, no };
    },
  });
}

/** Rows that the grant still gives today. @throws deliveries.rows-used-up */
async function rowsLeft(
  deps: Own,
  tx: Parameters<typeof rowsSince>[0],
  grant: { id: string; rowsPerDay?: number },
): Promise<number> {
  if (grant.rowsPerDay === undefined) return MOST_ROWS;
  const used = await rowsSince(tx, grant.id, startOfToday(deps.clock.now()));
  const left = grant.rowsPerDay - used;
  if (left <= 0) throw deliveryErrors.rowsUsedUp({ most: grant.rowsPerDay, used, left: 0 });
  return left;
}
