import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import { newKey, secretContext, type KeyRing } from './application-keys.ts';
import type { InterfaceBook } from './book.ts';
import type { DemoKeys } from './contract/index.ts';
import { insertKey, listKeysBy, revokeKey } from './store/keys.ts';

/** Who makes and stops the keys of simulators; keys that people made are left alone. */
const SIMULATORS = { kind: 'system', name: 'demo-simulators' } as const;

/** Keys for the simulators of departments' systems. A product in earnest gives keys to nobody by itself. */
export function demoKeys(
  deps: Pick<Foundations, 'clock' | 'sealer' | 'audit' | 'settings'> & {
    db: ModuleDatabase;
    book: InterfaceBook;
    keys: Pick<KeyRing, 'forget'>;
  },
): DemoKeys {
  return {
    async renew(applicationId, trace) {
      if (!deps.settings.demo || !deps.book.applications().some(({ id }) => id === applicationId)) return undefined;
      const { keyId, secret } = newKey();
      const act = { actor: SIMULATORS, subject: `application:${applicationId}`, trace };
      const stopped = await deps.db.transaction(async (tx) => {
        const at = deps.clock.now();
        const before = await listKeysBy(tx, applicationId, SIMULATORS.name);
        for (const old of before) {
          await revokeKey(tx, applicationId, old, at);
          await deps.audit.append(tx, { ...act, action: 'interfaces.revoke-application-key', detail: { keyId: old } });
        }
        const sealed = deps.sealer.sealText(secret, secretContext(keyId));
        await insertKey(tx, { keyId, application: applicationId, secret: sealed, at, by: SIMULATORS.name });
        await deps.audit.append(tx, { ...act, action: 'interfaces.create-application-key', detail: { keyId } });
        return before;
      });
      for (const old of stopped) deps.keys.forget(old);
      return { keyId, secret };
    },
  };
}
