import { createHash } from 'node:crypto';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { Foundations } from '@platform/module';
import {
  consumeRecord,
  deleteRecord,
  deleteRecordsOfGrant,
  findRecord,
  findRecordByUid,
  upsertRecord,
  type OidcRow,
} from '../store/oidc-records.ts';

const hash = (value: string): Buffer => createHash('sha256').update(value).digest();

/** Where the OpenID provider keeps its records: identifiers hashed (they are bearer secrets), contents sealed. */
export function createOidcAdapter(deps: Pick<Foundations, 'database' | 'sealer' | 'clock'>): AdapterFactory {
  const database = deps.database.forModule('identity');
  return (model: string): Adapter => {
    const context = (idHash: Buffer): string => `identity.oidc-record:${model}:${idHash.toString('hex')}`;
    const open = (row: OidcRow | undefined): AdapterPayload | undefined => {
      if (!row) return undefined;
      const payload = deps.sealer.openJson(row.payload, context(row.id_hash)) as AdapterPayload;
      return row.consumed_at ? { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) } : payload;
    };
    return {
      upsert(id, payload, expiresIn) {
        const idHash = hash(id);
        const expires = typeof expiresIn === 'number' ? deps.clock.now().getTime() + expiresIn * 1000 : undefined;
        return database.transaction((tx) =>
          upsertRecord(tx, {
            model,
            idHash,
            uidHash: payload.uid === undefined ? null : hash(payload.uid),
            grantHash: payload.grantId === undefined ? null : hash(payload.grantId),
            payload: deps.sealer.sealJson(payload, context(idHash)),
            expiresAt: expires === undefined ? null : new Date(expires),
          }),
        );
      },
      // Clients are set in code; asking for another must not become a query.
      find: async (id) =>
        model === 'Client' ? undefined : open(await database.read((tx) => findRecord(tx, model, hash(id)))),
      findByUid: async (uid) => open(await database.read((tx) => findRecordByUid(tx, model, hash(uid)))),
      findByUserCode: async () => undefined,
      async consume(id) {
        const first = await database.transaction((tx) => consumeRecord(tx, model, hash(id), deps.clock.now()));
        if (!first) throw new errors.InvalidGrant('already consumed');
      },
      destroy: (id) => database.transaction((tx) => deleteRecord(tx, model, hash(id))),
      revokeByGrantId: (grantId) => database.transaction((tx) => deleteRecordsOfGrant(tx, hash(grantId))),
    };
  };
}
