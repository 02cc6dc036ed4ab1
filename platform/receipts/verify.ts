import { canonicalJson, type LocalText } from '@platform/kernel';
import { chainFault, parseCertificate, verifySm2, type Certificate } from '@platform/crypto';
import type { Signed } from './document.ts';
import { readPem } from './document.ts';
import { GENESIS, headHash, headText, type ReceiptHead } from './head.ts';
import { leafHash, rootFrom } from './merkle.ts';
import { readDocument, type ReadHeads, type ReadReceipt, type ReadRemovals } from './read-document.ts';
import { LEAST_RECEIPT_MS, removalHash, removalText } from './removal.ts';
import { consumerName, PLATFORM } from './trust.ts';

/** What is wrong with a file, for programs and in words. */
export type ReceiptFault = { what: FaultKind; text: LocalText };
type FaultKind = keyof typeof TEXTS;

const TEXTS = {
  'not-a-receipt': {
    zh: '不是规范格式的凭证（规范 JSON 必须逐字节一致），问题在“{where}”。',
    en: 'Not a receipt in its canonical form, byte for byte; the fault shows at "{where}".',
  },
  'other-authority': {
    zh: '签发机构（指纹 {where}）不是所信任的机构。',
    en: 'The authority (fingerprint {where}) is not one that is trusted.',
  },
  'certificate-refused': {
    zh: '“{where}”的证书不被该机构认可。',
    en: 'The certificate of "{where}" does not stand under that authority.',
  },
  'signature-wrong': { zh: '“{where}”对批次头的签名不对。', en: 'The signature of "{where}" over the head is wrong.' },
  'not-in-root': {
    zh: '按路径算出的根与批次根不同：内容、位置或路径被改过。',
    en: 'Facts and path do not lead to the root: content, place or path was changed.',
  },
  'other-consumer': {
    zh: '消费方证书不属于凭证所写的应用“{where}”。',
    en: 'The consumer’s certificate is not that of the application "{where}" in the facts.',
  },
  'chain-broken': {
    zh: '批次 {where} 与前一批次接不上。',
    en: 'Head {where} does not follow from the one before it.',
  },
  'removed-early': {
    zh: '清除说明 {where} 不对：未满保存期限，或与批次头不符。',
    en: 'Removal {where} does not hold: before the term was over, or not of the heads that it names.',
  },
  'head-differs': {
    zh: '批次 {where} 的头与文件夹中另一处不同：同一批次只能有一个头。',
    en: 'Head {where} differs from the one elsewhere in the folder: a batch has one head.',
  },
} as const satisfies Record<string, LocalText>;

const fault = (what: FaultKind, where = ''): ReceiptFault => ({
  what,
  text: { zh: TEXTS[what].zh.replace('{where}', where), en: TEXTS[what].en.replace('{where}', where) },
});

/** A file that was looked at. Genuine says what it proves; `consumerSigned` whether the other side signed as well. */
export type FileVerdict =
  | {
      file: string;
      genuine: true;
      kind: 'receipt';
      facts: Record<string, unknown>;
      head: string;
      consumerSigned: boolean;
    }
  | { file: string; genuine: true; kind: 'heads'; heads: number }
  | { file: string; genuine: true; kind: 'removals'; removals: number; leaves: string }
  | { file: string; genuine: true; kind: 'authority' }
  | { file: string; genuine: false; fault: ReceiptFault };

export type FolderVerdict = {
  files: FileVerdict[];
  /** Fingerprints (SM3) of the authorities under which all of it stands. */
  authorities: string[];
  /** Whether those are the ones that were given as trusted. */
  trusted: boolean;
};

/**
 * Verifies receipts, heads and authorities that lie together, without any database: canonical form, certificates, both signatures, the path to
 * the root, the chain of heads, and that no two files tell of one batch differently.
 * @param trusted authorities that the reader trusts; without them the ones in the files are taken, and `trusted` is false
 */
export function verifyReceiptFiles(
  files: readonly { name: string; bytes: Uint8Array }[],
  trusted?: readonly Certificate[],
): FolderVerdict {
  const heads = new Map<bigint, string>();
  const seen: Seen = new Map();
  const authorities = new Set<string>();
  const read = files.map(({ name, bytes }) => ({ name, document: read1(name, bytes) }));
  // Heads first: what a receipt says of its batch is held against them.
  const order = [...read].sort((a, b) => rank(a.document) - rank(b.document));
  const verdicts = new Map<string, FileVerdict>();
  for (const { name, document } of order) {
    const wrong = 'what' in document ? document : faultOf(document, trusted, heads, seen);
    if (wrong) verdicts.set(name, { file: name, genuine: false, fault: wrong });
    else verdicts.set(name, verdictOf(name, document as Readable));
    if (!wrong && 'kind' in document && document.kind !== 'authority') authorities.add(document.authority.fingerprint);
  }
  return {
    files: files.map(({ name }) => verdicts.get(name) as FileVerdict),
    authorities: [...authorities],
    trusted: trusted !== undefined,
  };
}

type Readable = ReadReceipt | ReadHeads | ReadRemovals | { kind: 'authority'; certificates: Certificate[] };

function rank(document: Readable | ReceiptFault): number {
  return 'kind' in document && document.kind === 'heads' ? 0 : 1;
}

function read1(name: string, bytes: Uint8Array): Readable | ReceiptFault {
  try {
    if (!name.endsWith('.pem')) return readDocument(bytes);
    const found = readPem(Buffer.from(bytes).toString('utf8'));
    if (found) return { kind: 'authority', certificates: found.map((der) => parseCertificate(der)) };
    return fault('not-a-receipt', name);
  } catch (error) {
    return fault('not-a-receipt', (error as Error).message.slice(0, 100));
  }
}

function verdictOf(file: string, document: Readable): FileVerdict {
  if (document.kind === 'authority') return { file, genuine: true, kind: 'authority' };
  if (document.kind === 'heads') return { file, genuine: true, kind: 'heads', heads: document.heads.length };
  if (document.kind === 'removals') {
    const leaves = document.removals.reduce((sum, { removal }) => sum + removal.leaves, 0n);
    return { file, genuine: true, kind: 'removals', removals: document.removals.length, leaves: String(leaves) };
  }
  return {
    file,
    genuine: true,
    kind: 'receipt',
    facts: document.facts,
    head: String(document.head.no),
    consumerSigned: document.consumer !== undefined,
  };
}

function faultOf(
  document: Readable,
  trusted: readonly Certificate[] | undefined,
  heads: Map<bigint, string>,
  seen: Seen,
): ReceiptFault | undefined {
  if (document.kind === 'authority') {
    const other = document.certificates.find((one) => !isTrusted(one, trusted, seen));
    return other && fault('other-authority', other.fingerprint);
  }
  const { authority } = document;
  if (!isTrusted(authority, trusted, seen)) return fault('other-authority', authority.fingerprint);
  if (document.kind === 'heads') return headsFault(document, heads, seen);
  if (document.kind === 'removals') return removalsFault(document, heads, seen);
  const wrong =
    headFault(document.head, document.platform, authority, seen) ??
    (document.consumer &&
      consumerFault(String(document.facts['consumer']), document.head, document.consumer, authority, seen));
  if (wrong) return wrong;
  const leaf = leafHash(Buffer.from(canonicalJson(document.facts), 'utf8'));
  const root = rootFrom(leaf, document.place, document.head.leaves, document.path);
  if (!root?.equals(document.head.root)) return fault('not-in-root');
  return noted(document.head, heads);
}

function headsFault(
  { heads: list, authority }: ReadHeads,
  heads: Map<bigint, string>,
  seen: Seen,
): ReceiptFault | undefined {
  let before: ReceiptHead | undefined;
  for (const { head, platform, consumers } of list) {
    const wrong =
      headFault(head, platform, authority, seen) ??
      consumers
        .map((one) => consumerFault(one.application, head, one, authority, seen))
        .find((found) => found !== undefined) ??
      noted(head, heads);
    if (wrong) return wrong;
    const follows = before === undefined || (head.no === before.no + 1n && head.previous.equals(headHash(before)));
    if (!follows || (head.no === 1n && !head.previous.equals(GENESIS))) return fault('chain-broken', String(head.no));
    before = head;
  }
  return undefined;
}

/** Each statement signed by the platform, no sooner than the term, following the one before, and of the heads that lie with it. */
function removalsFault(
  { removals, authority }: ReadRemovals,
  heads: ReadonlyMap<bigint, string>,
  seen: Seen,
): ReceiptFault | undefined {
  let before: Buffer | undefined;
  for (const { removal, platform } of removals) {
    const { no, fromBatch, toBatch, leaves } = removal;
    const at = { text: removalText(removal), at: removal.removedAt };
    const wrong = signatureFault(PLATFORM.commonName, at, platform, authority, seen);
    if (wrong) return wrong;
    const follows = before === undefined || removal.previous.equals(before);
    if (!follows || (no === 1n && !removal.previous.equals(GENESIS))) return fault('chain-broken', String(no));
    const known: string[] = [];
    for (let batch = fromBatch; batch <= toBatch; batch += 1n) {
      const text = heads.get(batch);
      if (text === undefined) break;
      known.push(text);
    }
    const ends = [
      [heads.get(fromBatch), removal.fromHead],
      [heads.get(toBatch), removal.toHead],
    ] as const;
    const ofHeads = ends.every(([text, hash]) => text === undefined || hashOf(text) === hash.toString('hex'));
    const sum = known.reduce((total, text) => total + BigInt((JSON.parse(text) as { leaves: number }).leaves), 0n);
    const counted = BigInt(known.length) !== toBatch - fromBatch + 1n || sum === leaves;
    const over = removal.removedAt.getTime() - removal.before.getTime() >= LEAST_RECEIPT_MS;
    if (!ofHeads || !counted || !over || toBatch < fromBatch) return fault('removed-early', String(no));
    before = removalHash(removal);
  }
  return undefined;
}

/** Receipts of one batch bear the same two signatures: each is verified once. By what was signed, the certificate and the signature. */
type Seen = Map<string, ReceiptFault | undefined>;

/** Two neighbours must follow from each other also when they came in different files; one batch has one head. */
function noted(head: ReceiptHead, heads: Map<bigint, string>): ReceiptFault | undefined {
  const text = headText(head);
  const known = heads.get(head.no);
  if (known !== undefined && known !== text) return fault('head-differs', String(head.no));
  heads.set(head.no, text);
  const previous = head.previous.toString('hex');
  const before = heads.get(head.no - 1n);
  if (before !== undefined && hashOf(before) !== previous) return fault('chain-broken', String(head.no));
  const after = heads.get(head.no + 1n);
  if (after !== undefined && (JSON.parse(after) as { previous: string }).previous !== hashOf(text))
    return fault('chain-broken', String(head.no + 1n));
  return undefined;
}

function hashOf(text: string): string {
  const { no, at, leaves, root, previous } = JSON.parse(text) as Record<string, string> & { leaves: number };
  return headHash({
    no: BigInt(no as string),
    at: new Date(at as string),
    leaves,
    root: Buffer.from(root as string, 'hex'),
    previous: Buffer.from(previous as string, 'hex'),
  }).toString('hex');
}

function isTrusted(authority: Certificate, trusted: readonly Certificate[] | undefined, seen: Seen): boolean {
  const known = trusted ?? [authority];
  if (!known.some((one) => one.der.equals(authority.der)) || !authority.isAuthority) return false;
  const wrong = once(seen, [authority.fingerprint], () =>
    verifySm2(authority.publicKey, authority.signed.bytes, authority.signed.signature)
      ? undefined
      : fault('other-authority', authority.fingerprint),
  );
  return wrong === undefined;
}

function headFault(head: ReceiptHead, platform: Signed, authority: Certificate, seen: Seen): ReceiptFault | undefined {
  return signatureFault(PLATFORM.commonName, { text: headText(head), at: head.at }, platform, authority, seen);
}

function consumerFault(
  application: string,
  head: ReceiptHead,
  signed: Signed,
  authority: Certificate,
  seen: Seen,
): ReceiptFault | undefined {
  const of = { text: headText(head), at: head.at };
  const wrong = signatureFault(consumerName(application), of, signed, authority, seen);
  return wrong?.what === 'certificate-refused' ? fault('other-consumer', application) : wrong;
}

function signatureFault(
  name: string,
  of: { text: string; at: Date },
  signed: Signed,
  authority: Certificate,
  seen: Seen,
): ReceiptFault | undefined {
  const { text } = of;
  const what = [
    name,
    authority.fingerprint,
    text,
    signed.certificate.toString('hex'),
    signed.signature.toString('hex'),
  ];
  return once(seen, what, () => {
    let certificate: Certificate;
    try {
      certificate = parseCertificate(signed.certificate);
    } catch {
      return fault('certificate-refused', name);
    }
    // A consumer may sign heads that are older than its key; nobody's key outlives its certificate.
    const at = of.at < certificate.notBefore ? certificate.notBefore : of.at;
    if (certificate.subject.commonName !== name || chainFault(certificate, [authority], at) !== undefined)
      return fault('certificate-refused', name);
    return verifySm2(certificate.publicKey, Buffer.from(text, 'utf8'), signed.signature)
      ? undefined
      : fault('signature-wrong', name);
  });
}

function once(seen: Seen, what: readonly string[], look: () => ReceiptFault | undefined): ReceiptFault | undefined {
  const name = what.join('\n');
  if (!seen.has(name)) seen.set(name, look());
  return seen.get(name);
}
