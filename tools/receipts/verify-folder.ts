import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseCertificate, type Certificate } from '@platform/crypto';
import { readPem, verifyReceiptFiles, type FolderVerdict } from '@platform/receipts';

/** The largest thing that can be a receipt or a chain of heads. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Verifies all files below a folder.
 * @param trust a PEM file of authorities that the reader trusts
 * @throws Error when the folder or the PEM cannot be read
 */
export function verifyFolder(folder: string, trust?: string): FolderVerdict {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  const files = names.map((name) => {
    const file = join(folder, name);
    return { name, bytes: statSync(file).size > MOST_BYTES ? Buffer.alloc(0) : readFileSync(file) };
  });
  return verifyReceiptFiles(files, trust === undefined ? undefined : readTrust(trust));
}

function readTrust(file: string): Certificate[] {
  const found = readPem(readFileSync(file, 'utf8'));
  if (!found) throw new Error(`${file} holds no certificate in PEM`);
  return found.map((der) => parseCertificate(der));
}

/** What people are told, a line a file and a summary; and whether all of it is genuine. */
export function report(verdict: FolderVerdict): { lines: string[]; genuine: boolean } {
  const lines = verdict.files.map((file) => {
    if (!file.genuine) return `✗ ${file.file}  伪造或被改动 forged: ${file.fault.text.zh} ${file.fault.text.en}`;
    if (file.kind === 'authority') return `✓ ${file.file}  根证书 authority`;
    if (file.kind === 'heads')
      return `✓ ${file.file}  ${file.heads} 个批次头，连续且均已签名 heads, in an unbroken chain`;
    if (file.kind === 'removals')
      return `✓ ${file.file}  ${file.removals} 份清除说明，共 ${file.leaves} 份凭证到期清除 removals, ${file.leaves} receipt(s) past their term`;
    const { facts } = file;
    const told = ['kind', 'interface', 'outcome', 'consumer', 'purpose', 'caseNo', 'at']
      .flatMap((name) => (typeof facts[name] === 'string' ? [facts[name]] : []))
      .join(' · ');
    const signed = file.consumerSigned
      ? '双方已签 signed by both sides'
      : '仅平台已签，消费方未签 signed by the platform, not yet by the consumer';
    return `✓ ${file.file}  真实 genuine（批次 batch ${file.head}；${signed}）${told}`;
  });
  const forged = verdict.files.filter((file) => !file.genuine).length;
  const receipts = verdict.files.filter((file) => file.genuine && file.kind === 'receipt').length;
  lines.push(
    forged > 0
      ? `${forged} 个文件伪造或被改动；其余 ${receipts} 份凭证真实。 ${forged} file(s) forged; ${receipts} receipt(s) genuine.`
      : `${receipts} 份凭证全部真实。 All ${receipts} receipt(s) are genuine.`,
  );
  if (!verdict.trusted && verdict.authorities.length > 0)
    lines.push(
      `未指定信任的根证书：请自行核对签发机构指纹（SM3） No trusted authority was given; compare this fingerprint yourself: ${verdict.authorities.join(', ')}`,
    );
  return { lines, genuine: forged === 0 && receipts > 0 };
}
