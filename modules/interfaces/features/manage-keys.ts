import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import { newKey, secretContext, type KeyRing } from '../application-keys.ts';
import type { InterfaceBook } from '../book.ts';
import { interfaceErrors } from '../errors.ts';
import { insertKey, listKeys, revokeKey } from '../store/keys.ts';

type Deps = Pick<Foundations, 'clock' | 'sealer' | 'audit'> & { db: ModuleDatabase; book: InterfaceBook };

const Key = Type.Object({
  keyId: Type.String(),
  createdAt: Type.String(),
  lastUsedAt: Type.Optional(Type.String()),
  revokedAt: Type.Optional(Type.String()),
});
const ApplicationPath = Type.Object({ id: Type.String({ maxLength: 64 }) });

/**
 * An application whose keys this officer may make and stop.
 * @throws interfaces.unknown-application, interfaces.not-your-application
 */
function applicationOf({ book }: Pick<Deps, 'book'>, actor: Actor, id: string) {
  const application = book.application(id);
  if (!inScope(asStaff(actor), application.organisation))
    throw interfaceErrors.notYourApplication({ application: application.id });
  return application;
}

/** The applications, of organisations in the officer's scope, that may hold keys, with the keys they have; never a secret. */
export function listApplications(deps: Deps): Feature {
  return feature({
    name: 'interfaces.list-applications',
    method: 'GET',
    path: '/api/applications',
    summary: { zh: '应用及其密钥', en: 'Applications and their keys' },
    access: { permission: 'interfaces.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({ id: Type.String(), title: LocalText, organisation: Type.String(), keys: Type.Array(Key) }),
      ),
    }),
    async handle({ actor }) {
      const staff = asStaff(actor);
      const applications = deps.book.applications().filter(({ organisation }) => inScope(staff, organisation));
      const keys = await deps.db.read((tx) => listKeys(tx));
      return {
        items: applications.map((application) => ({
          id: application.id,
          title: application.title,
          organisation: application.organisation,
          keys: keys
            .filter((key) => key.application === application.id)
            .map((key) => ({
              keyId: key.key_id,
              createdAt: key.created_at.toISOString(),
              ...(key.last_used_at ? { lastUsedAt: key.last_used_at.toISOString() } : {}),
              ...(key.revoked_at ? { revokedAt: key.revoked_at.toISOString() } : {}),
            })),
        })),
      };
    },
  });
}

/** Makes a key; its secret is told once and kept sealed. */
export function createApplicationKey(deps: Deps): Feature {
  return feature({
    name: 'interfaces.create-application-key',
    method: 'POST',
    path: '/api/applications/:id/keys',
    summary: { zh: '为应用新建密钥（密钥只显示一次）', en: 'Make a key for an application (its secret is shown once)' },
    access: { permission: 'interfaces.manage-keys' },
    params: ApplicationPath,
    status: 201,
    response: Type.Object({ keyId: Type.String(), secret: Type.String() }),
    async handle({ actor, trace }, { params }) {
      const application = applicationOf(deps, actor, params.id);
      const { keyId, secret } = newKey();
      await deps.db.transaction(async (tx) => {
        const sealed = deps.sealer.sealText(secret, secretContext(keyId));
        await insertKey(tx, {
          keyId,
          application: application.id,
          secret: sealed,
          at: deps.clock.now(),
          by: actorLabel(actor).id,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'interfaces.create-application-key',
          subject: `application:${application.id}`,
          detail: { keyId },
          trace,
        });
      });
      return { keyId, secret };
    },
  });
}

/** Stops a key for good: whatever is signed with it is refused from then on, in every process. */
export function revokeApplicationKey(deps: Deps & { keys: Pick<KeyRing, 'forget'> }): Feature {
  return feature({
    name: 'interfaces.revoke-application-key',
    method: 'POST',
    path: '/api/applications/:id/keys/:keyId/revoke',
    summary: { zh: '停用应用密钥', en: 'Revoke an application’s key' },
    access: { permission: 'interfaces.manage-keys' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }), keyId: Type.String({ maxLength: 64 }) }),
    response: Type.Object({ revoked: Type.Boolean() }),
    async handle({ actor, trace }, { params }) {
      const application = applicationOf(deps, actor, params.id);
      await deps.db.transaction(async (tx) => {
        if (!(await revokeKey(tx, application.id, params.keyId, deps.clock.now())))
          throw interfaceErrors.unknownKey({ keyId: params.keyId });
        await deps.audit.append(tx, {
          actor,
          action: 'interfaces.revoke-application-key',
          subject: `application:${application.id}`,
          detail: { keyId: params.keyId },
          trace,
        });
      });
      deps.keys.forget(params.keyId);
      return { revoked: true };
    },
  });
}
