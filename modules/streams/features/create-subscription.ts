import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { checkedUrl } from '@platform/rail';
import { pseudonymContext, secretContext, type Own } from '../deps.ts';
import { streamsErrors } from '../domain/errors.ts';
import { grantFor } from '../domain/grants.ts';
import { carriesPersonal, checkGrant, demandScope, type AskedLine } from '../domain/subscription.ts';
import { insertSubscription } from '../store/subscriptions.ts';

/** What a webhook's deliveries are signed with. */
export const newSecret = (): string => `wh_${randomBytes(32).toString('base64url')}`;

const Body = Type.Object(
  {
    title: LocalText,
    kind: Type.Enum(['pull', 'webhook']),
    application: Type.Optional(Type.String({ maxLength: 64 })),
    organisation: Type.Optional(Type.String({ maxLength: 64 })),
    purpose: Type.String({ minLength: 2, maxLength: 200 }),
    basis: Type.Optional(Type.String({ maxLength: 200 })),
    grade: Type.Integer({ minimum: 1, maximum: 4 }),
    lines: Type.Array(
      Type.Object(
        {
          lineId: Type.String({ maxLength: 200 }),
          items: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 300 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
    url: Type.Optional(Type.String({ maxLength: 500 })),
    algorithm: Type.Optional(Type.Enum(['sm3', 'sha256'], { default: 'sm3' })),
    from: Type.Optional(Type.Enum(['now', 'begins'], { default: 'now' })),
  },
  { additionalProperties: false },
);

/** Staff let a department's system ride along; nothing personal leaves that is not named here, and nothing above the grade. */
export function createSubscription(deps: Own): Feature {
  return feature({
    name: 'streams.create-subscription',
    method: 'POST',
    path: '/api/streams/subscriptions',
    summary: {
      zh: '新建变更订阅（默认不给个人信息项）',
      en: 'Make a subscription to changes (personal items are denied unless named)',
    },
    access: { permission: 'exchange.manage-lines' },
    body: Body,
    status: 201,
    response: Type.Object({ id: Type.String(), secret: Type.Optional(Type.String()) }),
    async handle({ actor, trace }, { body }) {
      const organisation = consumerOf(deps, body);
      const given = body.basis?.trim() || undefined;
      const lines = await Promise.all(
        body.lines.map(async (wanted): Promise<AskedLine & { provider: string; streamed: boolean }> => {
          const facts = await deps.exchange.findLine(wanted.lineId);
          if (!facts) throw streamsErrors.unknownLine({ lineId: wanted.lineId });
          demandScope(actor, [facts.organisation]);
          return {
            ...wanted,
            resource: deps.catalogue.resource(facts.resource),
            provider: facts.organisation,
            streamed: facts.streamed,
          };
        }),
      );
      const granted = lines.map((line) => {
        const { resource, items } = line;
        const grant =
          resource.shareType === 'none'
            ? undefined
            : grantFor(deps.grants, {
                resource,
                items: items.filter((name) => resource.items.some((item) => item.name === name)),
                consumer: organisation,
                application: body.application,
                purpose: body.purpose,
              });
        return { ...line, grant };
      });
      const basis = given ?? granted.find((line) => line.grant)?.grant?.legalBasis.zh.slice(0, 200);
      checkGrant({ lines, grade: body.grade, consumer: organisation });
      if (body.kind === 'webhook') {
        if (body.url === undefined) throw streamsErrors.webhookIncomplete();
        const secure = checkedUrl(body.url).protocol === 'https:';
        if (!secure && !deps.settings.demo && carriesPersonal(lines, body.grade)) throw streamsErrors.httpsNeeded();
      }
      // The stream is begun before the subscription says where it stands in it.
      for (const line of lines.filter((one) => !one.streamed)) {
        await deps.changes.begin(line.lineId);
        await deps.exchange.setStreamed(line.lineId, true);
      }
      const spans = new Map(
        (await deps.changes.spans(lines.map((line) => line.lineId))).map((span) => [span.lineId, span]),
      );
      const id = deps.ids.next();
      const secret = newSecret();
      await deps.database.transaction(async (tx) => {
        await insertSubscription(
          tx,
          {
            id,
            title: body.title,
            kind: body.kind,
            application: body.application ?? null,
            organisation,
            purpose: body.purpose,
            basis: basis ?? null,
            grade: body.grade,
            url: body.kind === 'webhook' ? (body.url as string) : null,
            algorithm: body.kind === 'webhook' ? (body.algorithm ?? 'sm3') : null,
            secret: deps.sealer.sealText(secret, secretContext(id)),
            pseudonym: deps.sealer.seal(randomBytes(32), pseudonymContext(id)),
          },
          granted.map((line) => {
            const span = spans.get(line.lineId);
            const position = (body.from === 'begins' ? span?.floor : span?.newest) ?? 0n;
            return {
              lineId: line.lineId,
              resource: line.resource.id,
              provider: line.provider,
              items: line.items,
              position,
              grantId: line.grant?.id ?? null,
            };
          }),
          { at: deps.clock.now(), by: actorLabel(actor).id },
        );
        await deps.audit.append(tx, {
          actor,
          action: 'streams.create-subscription',
          subject: `subscription:${id}`,
          detail: {
            kind: body.kind,
            consumer: organisation,
            purpose: body.purpose,
            basis: basis ?? null,
            grade: body.grade,
            lines: lines.map((line) => line.lineId),
            grants: granted.flatMap((line) => line.grant?.id ?? []),
            items: lines.flatMap((line) => line.items.map((item) => `${line.lineId}.${item}`)),
          },
          trace,
        });
      });
      deps.live.publish({ topic: 'exchange', data: { subscriptionId: id } });
      return { id, ...(body.kind === 'webhook' ? { secret } : {}) };
    },
  });
}

/** Who receives: the application's organisation where one is named. */
function consumerOf(
  deps: Pick<Own, 'packs' | 'organisations'>,
  body: { kind: string; application?: string; organisation?: string },
): string {
  if (body.application !== undefined) {
    const application = deps.packs.all('applications').find(({ value }) => value.id === body.application)?.value;
    if (!application) throw streamsErrors.unknownApplication({ application: body.application });
    return application.organisation;
  }
  if (body.kind === 'pull') throw streamsErrors.applicationMissing();
  if (body.organisation === undefined) throw streamsErrors.webhookIncomplete();
  if (!deps.organisations.find(body.organisation))
    throw streamsErrors.unknownOrganisation({ organisation: body.organisation });
  return body.organisation;
}
