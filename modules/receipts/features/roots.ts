import { Type } from 'typebox';
import { asApplication, asStaff } from '@platform/access';
import { verifySm2 } from '@platform/crypto';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { headText, type BatchRow } from '@platform/receipts';
import { seesConsumer, titleOf, type Own } from '../deps.ts';
import { receiptErrors } from '../domain/errors.ts';
import { findSigner } from '../store/signers.ts';

const Head = {
  no: Type.String(),
  at: Type.String(),
  leaves: Type.Integer(),
  root: Type.String(),
  previous: Type.String(),
};

const headOf = ({ no, at, leaves, root, previous }: BatchRow) => ({
  no: String(no),
  at: at.toISOString(),
  leaves,
  root: root.toString('hex'),
  previous: previous.toString('hex'),
});

/** Sealed batches, newest first: heads are hashes that the chain needs whole. Who signed them is told of one’s own applications only, since it says who took something in that second. */
export function listRoots(deps: Own): Feature {
  return feature({
    name: 'receipts.list-roots',
    method: 'GET',
    path: '/api/receipts/roots',
    summary: { zh: '批次与签名', en: 'Batches and their signatures' },
    access: { permission: 'receipts.read' },
    query: PageQuery,
    response: Page(
      Type.Object({
        ...Head,
        hash: Type.String(),
        consumers: Type.Array(
          Type.Object({ application: Type.String(), title: LocalText, signedAt: Type.Optional(Type.String()) }),
        ),
      }),
    ),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 1);
      const sees = seesConsumer(deps, asStaff(actor));
      const { rows, consumers } = await deps.db.read(async (tx) => {
        const rows = await deps.archive.latest(tx, key && BigInt(String(key[0])), limit + 1);
        return {
          rows,
          consumers: await deps.archive.consumers(
            tx,
            rows.map(({ no }) => no),
          ),
        };
      });
      const { items, next } = cursorPage(rows, limit, ({ no }) => [String(no)]);
      return {
        items: items.map((batch) => ({
          ...headOf(batch),
          hash: batch.hash.toString('hex'),
          consumers: consumers
            .filter((one) => one.batch === batch.no && sees(one.consumer))
            .map((one) => ({
              application: one.consumer,
              title: titleOf(deps, one.consumer),
              ...(one.at ? { signedAt: one.at.toISOString() } : {}),
            })),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
}

const OpenHead = Type.Object({ ...Head, headText: Type.String({ description: 'What is to be signed, as it is' }) });

/** Heads that wait for the application's signature, the oldest first. */
export function listOpenRoots(deps: Own): Feature {
  return feature({
    name: 'receipts.list-open-roots',
    method: 'GET',
    path: '/api/open/receipts/roots',
    summary: { zh: '等待应用签名的批次头', en: 'Heads that wait for the application’s signature' },
    access: { application: true },
    query: Type.Object({
      unsigned: Type.Optional(Type.Boolean({ default: true })),
      after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    }),
    response: Type.Object({ items: Type.Array(OpenHead) }),
    async handle({ actor }, { query }) {
      const { applicationId } = asApplication(actor);
      const after = BigInt(query.after ?? '0');
      const limit = query.limit ?? 100;
      const rows = await deps.db.read((tx) =>
        query.unsigned === false
          ? deps.archive.batches(tx, after + 1n, after + BigInt(limit))
          : deps.archive.unsigned(tx, applicationId, after, limit),
      );
      return { items: rows.map((batch) => ({ ...headOf(batch), headText: headText(batch) })) };
    },
  });
}

/** Takes a consumer's signature over a head, once. */
export function signRoot(deps: Own): Feature {
  return feature({
    name: 'receipts.sign-root',
    method: 'POST',
    path: '/api/open/receipts/roots/:no/signature',
    summary: { zh: '应用对批次头签名', en: 'An application signs a head' },
    access: { application: true },
    params: Type.Object({ no: Type.String({ pattern: '^[1-9]\\d{0,17}$' }) }),
    body: Type.Object(
      { signature: Type.String({ pattern: '^([0-9a-f]{2})+$', maxLength: 160 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ signed: Type.Boolean() }),
    async handle({ actor, trace }, { params, body }) {
      const { applicationId: application } = asApplication(actor);
      const no = BigInt(params.no);
      await deps.db.transaction(async (tx) => {
        const signer = await findSigner(tx, application);
        if (!signer) throw receiptErrors.noSigner({ application });
        const [batch] = await deps.archive.batches(tx, no, no);
        if (!batch) throw receiptErrors.nothingToSign({ no: params.no, application });
        const signature = Buffer.from(body.signature, 'hex');
        if (!verifySm2(Buffer.from(signer.public_key, 'hex'), Buffer.from(headText(batch), 'utf8'), signature))
          throw receiptErrors.signatureWrong({ no: params.no });
        const signed = { certificate: signer.certificate, signature };
        if (!(await deps.archive.sign(tx, no, application, signed, deps.clock.now())))
          throw receiptErrors.nothingToSign({ no: params.no, application });
        await deps.audit.append(tx, {
          actor,
          action: 'receipts.sign-root',
          subject: `receipt-root:${params.no}`,
          trace,
        });
      });
      deps.live.publish({ topic: 'receipts', data: {} });
      return { signed: true };
    },
  });
}
