import { Type } from 'typebox';
import { isUuid, shanghaiDate } from '@platform/kernel';
import { asPerson, type PersonActor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { identityErrors } from '../domain/errors.ts';
import { scopeOf } from '../domain/mandates.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { mandatesOfAccount, setActing } from '../store/mandates.ts';
import { HeldMandate, viewHeld } from './mandate-view.ts';

/** The firms for which I may act, and for which this session does. */
export function listMyMandates(parts: IdentityParts): Feature {
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.list-my-mandates',
    method: 'GET',
    path: '/api/mandates',
    summary: { zh: '我可以代表哪些企业办事', en: 'The firms for which I may act' },
    access: { signedIn: 'person' },
    response: Type.Object({ items: Type.Array(HeldMandate), acting: Type.Optional(Type.String()) }),
    async handle({ actor, reply }) {
      const person = asPerson(actor);
      reply.header('cache-control', 'no-store');
      const rows = await database.readOnce((tx) =>
        mandatesOfAccount(tx, person.accountId, shanghaiDate(parts.clock.now())),
      );
      const acting = rows.find(({ id }) => id === person.actingFor?.mandate);
      return { items: rows.map((row) => viewHeld(row, parts.firms)), ...(acting ? { acting: acting.id } : {}) };
    },
  });
}

/** Chooses for whom the session acts from now on: a firm, by one of my mandates, or myself. */
export function actForFirm(parts: IdentityParts): Feature {
  const { tokens, sessions, audit, clock } = parts;
  const database = parts.database.forModule('identity');
  return feature({
    name: 'identity.act-for-firm',
    method: 'POST',
    path: '/api/acting',
    summary: { zh: '选择办事身份：个人或企业', en: 'Choose for whom I act: myself or a firm' },
    access: { signedIn: 'person' },
    rateLimit: 60,
    body: Type.Object(
      { mandate: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) },
      { additionalProperties: false },
    ),
    response: Type.Object({ acting: Type.Union([HeldMandate, Type.Null()]) }),
    async handle({ request, actor, trace }, { body }) {
      const person = asPerson(actor);
      if (body.mandate !== null && !isUuid(body.mandate)) throw identityErrors.unknownMandate();
      const found = tokens.find(request);
      const hash = found && tokens.hashOf(found.token);
      const chosen = await database.transaction(async (tx) => {
        const rows = await mandatesOfAccount(tx, person.accountId, shanghaiDate(clock.now()));
        const row = rows.find(({ id }) => id === body.mandate);
        if (body.mandate !== null && !row) throw identityErrors.unknownMandate();
        if (hash) await setActing(tx, hash, row?.id ?? null);
        const as: PersonActor = {
          kind: 'person',
          accountId: person.accountId,
          subject: person.subject,
          ...(row
            ? { actingFor: { mandate: row.id, firm: row.firm_id, subject: row.subject, scope: scopeOf(row) } }
            : {}),
        };
        await audit.append(tx, {
          actor: as,
          action: 'identity.act-for-firm',
          subject: row ? `mandate:${row.id}` : `account:${person.accountId}`,
          detail: { firm: row?.firm_id ?? null },
          trace,
        });
        return row;
      });
      if (hash) sessions.forget({ tokenHash: hash });
      return { acting: chosen ? viewHeld(chosen, parts.firms) : null };
    },
  });
}
