import { createCertificateAuthority, type CertifiedSigner, type KeyStore } from '@platform/crypto';
import { signPdf } from '@platform/documents';
import { shanghaiDate, type Clock } from '@platform/kernel';
import type { Organisation } from '@modules/organisations/contract';
import { documentTitle } from './domain/documents.ts';
import { shanghaiTime } from './domain/shanghai-time.ts';
import type { CaseTools } from './module.ts';
import { setDocumentFile, type DeliveryRow, type DocumentRow } from './store/documents.ts';
import { numberOf } from './views/document-view.ts';

/** The seals under which organisations sign their notices. */
export type NoticeSeals = { signer(organisation: Organisation): CertifiedSigner };

/** A demonstration authority: its certificates say in their names that they are for tests (house rule: test seals are labelled). */
export function openNoticeSeals(deps: { keys: KeyStore; clock: Clock }): NoticeSeals {
  let opened: ReturnType<typeof createCertificateAuthority> | undefined;
  return {
    signer(organisation) {
      opened ??= createCertificateAuthority(deps.keys, {
        name: 'notices',
        subject: { commonName: '一网办件文书测试根证书 TEST ROOT', organisation: '测试 TEST' },
        clock: deps.clock,
      });
      return opened.signer(`case-notice.${organisation.id}`, {
        commonName: `${organisation.name.zh} 行政审批测试章 TEST SEAL`,
        organisation: organisation.name.zh,
      });
    },
  };
}

const place = (id: string): string => `cases.document:${id}:file`;

/** The document's signed PDF: drawn and kept at the first call, the kept one afterwards, so that everybody has the same bytes. */
export async function noticeFile(tools: CaseTools, row: DocumentRow, caseNo: string): Promise<Buffer> {
  if (row.file_id !== null) {
    const kept = await tools.files.getBytes(row.file_id, place(row.id));
    if (kept) return kept;
  }
  const drawn = await draw(tools, row, caseNo);
  const { id } = await tools.files.putBytes(drawn, place(row.id));
  const file = await tools.db.transaction((tx) => setDocumentFile(tx, row.id, id));
  return file === id ? drawn : ((await tools.files.getBytes(file, place(row.id))) ?? drawn);
}

async function draw(tools: CaseTools, row: DocumentRow, caseNo: string): Promise<Buffer> {
  const content = tools.contents.document(row);
  const issuer = tools.organisations.get(row.organisation);
  const number = numberOf(tools, row);
  const pdf = await tools.drawing.draw({
    layout: 'notice',
    language: 'zh',
    createdAt: row.at,
    title: documentTitle(row.kind).zh,
    number,
    paragraphs: [`${content.to}：`, ...content.paragraphs],
    closing: { issuer: issuer.name.zh, date: longDate(row.at) },
    ...(tools.settings.demo ? { seal: { owner: issuer.name.zh } } : {}),
    footers: [
      '本文书由发文单位以国密 SM2 算法签名，改动任何内容即失效。',
      ...(tools.settings.demo ? ['演示系统：测试章、测试证书，不具有法律效力。'] : []),
    ],
    embedded: { kind: row.kind, number, caseNo, at: row.at.toISOString() },
    signature: { name: issuer.name.zh, reason: documentTitle(row.kind).zh },
  });
  return signPdf(pdf, tools.seals.signer(issuer), tools.clock.now());
}

const CHANNELS: Readonly<Record<string, string>> = { inbox: '政务服务网“我的办件”', message: '短信提醒' };
const STATES: Readonly<Record<DeliveryRow['state'], string>> = {
  waiting: '待送达',
  sending: '送达中',
  sent: '已送达',
  failed: '未送达',
  unknown: '结果不明',
};

/** 送达回证: which document, by which way, when it was there and when it was opened; to be printed and signed for. */
export async function deliveryReceipt(
  tools: CaseTools,
  row: DocumentRow,
  caseNo: string,
  deliveries: readonly DeliveryRow[],
): Promise<Buffer> {
  const issuer = tools.organisations.get(row.organisation);
  const time = (at: Date | null): string => (at === null ? '——' : shanghaiTime(at));
  return tools.drawing.draw({
    layout: 'notice',
    language: 'zh',
    createdAt: tools.clock.now(),
    title: '送达回证',
    number: numberOf(tools, row),
    fields: [
      { label: '受送达人', value: tools.contents.document(row).to },
      { label: '送达文书', value: `${documentTitle(row.kind).zh}（${numberOf(tools, row)}）` },
      { label: '办件编号', value: caseNo },
      ...deliveries.flatMap((one) => [
        { label: '送达方式', value: CHANNELS[one.channel] ?? one.channel },
        { label: '送达结果', value: STATES[one.state] },
        { label: '送达时间', value: time(one.sent_at) },
        ...(one.channel === 'inbox' ? [{ label: '查阅时间', value: time(one.seen_at) }] : []),
      ]),
      { label: '受送达人签收', value: '' },
      { label: '代收人及与受送达人关系', value: '' },
    ],
    closing: { issuer: issuer.name.zh, date: longDate(tools.clock.now()) },
  });
}

function longDate(at: Date): string {
  const [year, month, day] = shanghaiDate(at).split('-') as [string, string, string];
  return `${year}年${Number(month)}月${Number(day)}日`;
}
