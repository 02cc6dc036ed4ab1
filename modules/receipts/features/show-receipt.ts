import { Type } from 'typebox';
import { isUuid, LocalText, shanghaiDate } from '@platform/kernel';
import { asApplication } from '@platform/access';
import type { Actor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { verifyReceiptFiles, type ReceiptRow } from '@platform/receipts';
import { maySee, type Own } from '../deps.ts';
import { receiptErrors } from '../domain/errors.ts';
import { receiptFiles } from '../make-files.ts';
import { Item, itemOf } from './list-receipts.ts';

const Path = Type.Object({ id: Type.String({ maxLength: 64 }) });

async function found(deps: Own, actor: Actor, id: string): Promise<{ row: ReceiptRow; file: string | undefined }> {
  if (!isUuid(id)) throw receiptErrors.unknownReceipt({ id });
  return deps.db.read(async (tx) => {
    const [row] = await deps.archive.find(tx, [id]);
    // Whose it was is not known any more: that something so old is gone may be told to anyone.
    const removedAt = row ? undefined : await deps.archive.removedAt(tx, id);
    if (removedAt) throw receiptErrors.removed({ id, day: shanghaiDate(removedAt) });
    if (!row || !maySee(deps, actor, row)) throw receiptErrors.unknownReceipt({ id });
    const [made] = await receiptFiles(deps, tx, [row]);
    return { row, file: made?.file };
  });
}

/** A receipt with what it says, verified as anyone would verify its file. */
export function showReceipt(deps: Own): Feature {
  return feature({
    name: 'receipts.show-receipt',
    method: 'GET',
    path: '/api/receipts/:id',
    summary: { zh: '一份凭证及其验证结果', en: 'A receipt, and what verifying it says' },
    access: { permission: 'receipts.read' },
    params: Path,
    response: Type.Object({
      ...Item.properties,
      facts: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
      /** `waiting`: not sealed yet, which takes a second. */
      verdict: Type.Enum(['genuine', 'forged', 'waiting']),
      fault: Type.Optional(LocalText),
      consumerSigned: Type.Boolean(),
      path: Type.Integer(),
      root: Type.Optional(Type.String()),
      sealedAt: Type.Optional(Type.String()),
    }),
    async handle({ actor }, { params }) {
      const { row, file } = await found(deps, actor, params.id);
      const facts = Object.entries(JSON.parse(row.facts.toString('utf8')) as Record<string, unknown>);
      const [verdict] = file
        ? verifyReceiptFiles([{ name: row.id, bytes: Buffer.from(file) }], deps.trust.roots()).files
        : [];
      const made = file ? (JSON.parse(file) as { path: string[]; head: { root: string; at: string } }) : undefined;
      return {
        ...itemOf(deps, row),
        facts: facts.map(([name, value]) => ({
          name,
          value: typeof value === 'string' ? value : JSON.stringify(value),
        })),
        verdict: !verdict ? ('waiting' as const) : verdict.genuine ? ('genuine' as const) : ('forged' as const),
        ...(verdict && !verdict.genuine ? { fault: verdict.fault.text } : {}),
        consumerSigned: verdict?.genuine === true && verdict.kind === 'receipt' && verdict.consumerSigned,
        path: made?.path.length ?? 0,
        ...(made ? { root: made.head.root, sealedAt: made.head.at } : {}),
      };
    },
  });
}

/** The receipt's file, canonical byte for byte, to keep and to verify anywhere. */
export function downloadReceipt(deps: Own): Feature {
  return feature({
    name: 'receipts.download-receipt',
    method: 'GET',
    path: '/api/receipts/:id/file',
    summary: { zh: '下载一份凭证', en: 'Download a receipt' },
    access: { permission: 'receipts.read' },
    params: Path,
    async handle({ actor, reply }, { params }) {
      const { file } = await found(deps, actor, params.id);
      if (!file) throw receiptErrors.notSealed({}, { retryAfter: 1 });
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${params.id}.json"`)
        .send(file);
    },
  });
}

/** The same for the application that took the data, by its own key. */
export function openReceipt(deps: Own): Feature {
  return feature({
    name: 'receipts.open-receipt',
    method: 'GET',
    path: '/api/open/receipts/:id',
    summary: { zh: '应用取自己调用的凭证', en: 'An application’s own receipt' },
    access: { application: true },
    params: Path,
    async handle({ actor, reply }, { params }) {
      const { file } = await found(deps, asApplication(actor), params.id);
      if (!file) throw receiptErrors.notSealed({}, { retryAfter: 1 });
      return reply.type('application/json; charset=utf-8').send(file);
    },
  });
}
