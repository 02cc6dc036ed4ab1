import { Type } from 'typebox';
import { canonicalJson } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import { signPdf } from '@platform/documents';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { LicenceTools } from './module.ts';
import { findLicence, setFile, type LicenceRow } from './store/licences.ts';

export const RENDER_FILE = defineJob('licences.render-file', Type.Object({ licenceId: Type.String() }));

/** Makes the licence's file ahead of the first who asks for it. */
export function renderFile(tools: LicenceTools): JobHandler {
  return jobHandler(RENDER_FILE, async ({ licenceId }) => {
    const row = await tools.db.readOnce((tx) => findLicence(tx, licenceId));
    if (row) await licenceFile(tools, row);
  });
}

const place = (row: LicenceRow): string => `licences.file:${row.id}`;

/** The page a QR code opens: it verifies the token in the address. */
export function verifyUrl(tools: LicenceTools, row: LicenceRow): string {
  return `${tools.settings.publicUrl}/verify?t=${tools.contents.token(row)}`;
}

/**
 * The licence's signed PDF: drawn and kept at the first call, the kept one afterwards. The signature (CMS, SM2 and SM3, in a
 * byte range) is the issuer's; a holder gets the same file every time.
 */
export async function licenceFile(tools: LicenceTools, row: LicenceRow): Promise<Buffer> {
  if (row.fileId !== null) {
    const kept = await tools.files.getBytes(row.fileId, place(row));
    if (kept) return kept;
  }
  const drawn = await draw(tools, row);
  const { id } = await tools.files.putBytes(drawn, place(row));
  const file = await tools.db.transaction((tx) => setFile(tx, row.id, id));
  return file === id ? drawn : ((await tools.files.getBytes(file, place(row))) ?? drawn);
}

async function draw(tools: LicenceTools, row: LicenceRow): Promise<Buffer> {
  const record = tools.contents.record(row);
  const issuer = tools.organisations.get(row.issuer);
  const signer = tools.trust.signer(issuer);
  const [year, month, day] = record.issuedOn.split('-') as [string, string, string];
  const validity = record.validUntil === null ? '长期' : `至 ${record.validUntil}`;
  const pdf = await tools.drawing.draw({
    layout: 'card',
    language: 'zh',
    createdAt: row.issuedAt,
    title: record.title.zh,
    ...(record.subtitle ? { subtitle: record.subtitle.zh } : {}),
    number: `证照标识 ${record.identifier}`,
    colour: record.colour,
    fields: [
      ...record.fields.map(({ title, shown }) => ({ label: title.zh, value: shown.zh })),
      { label: '有效期', value: validity },
    ],
    closing: { issuer: issuer.name.zh, date: `${year}年${Number(month)}月${Number(day)}日` },
    ...(tools.settings.demo ? { seal: { owner: issuer.name.zh } } : {}),
    qr: { text: verifyUrl(tools, row), caption: '扫码核验真伪和状态' },
    footers: [
      '本文件由签发单位以国密 SM2 算法签名，改动任何内容即失效；当前状态以扫码核验结果为准。',
      ...(tools.settings.demo ? ['演示系统：测试章、测试证书，不具有法律效力。'] : []),
    ],
    embedded: {
      record,
      digest: sm3(canonicalJson(record)).toString('hex'),
      signature: row.recordSignature.toString('base64url'),
    },
    signature: { name: issuer.name.zh, reason: '签发电子证照' },
  });
  return signPdf(pdf, signer, tools.clock.now());
}
