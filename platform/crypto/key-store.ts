import { randomBytes } from 'node:crypto';
import type { Clock } from '@platform/kernel';
import { sm3 } from './digests.ts';
import { cryptoErrors } from './errors.ts';
import { openKeyFiles, type KeyFiles } from './key-files.ts';
import { closeBox, deriveBoxKeys, openBox, type BoxKeys } from './key-wrapping.ts';
import { generateSm2KeyPair, sm2PublicKey, sm2Signer } from './sm2.ts';

export type KeyKind = 'symmetric' | 'sm2';

/** What may be told about a key. */
export type KeyDescription = { name: string; version: number; kind: KeyKind; createdAt: Date };

/** 32 secret bytes; never written anywhere by their users. */
export type SymmetricKey = { readonly name: string; readonly version: number; readonly key: Buffer };

/** An SM2 key that signs; `sign` answers DER over SM3(Z ‖ message) with the default user id. */
export type SigningKey = {
  readonly name: string;
  readonly version: number;
  /** 65 bytes, 04 ‖ x ‖ y. */
  readonly publicKey: Buffer;
  sign(message: Uint8Array): Buffer;
};

/**
 * Named keys with versions, from 1. A name is made at its first use; a version, once made, is never changed or removed.
 * New work takes the newest version, old work asks for its own. An adapter to a hardware module implements this type.
 */
export type KeyStore = {
  symmetric(name: string, version?: number): SymmetricKey;
  signing(name: string, version?: number): SigningKey;
  /** Makes the next version and uses it from now on. Two processes that rotate at once make one version. */
  rotate(name: string): KeyDescription;
  /** All versions of a key, the oldest first; empty for a name never used. */
  versions(name: string): KeyDescription[];
  /** Notices versions other processes have made. Opening old data never needs it: unknown versions are looked up at once. */
  refresh(): void;
  /** Public bytes kept beside the keys (certificates). The first writer wins; the answer is what is kept. */
  keepPublic(name: string, bytes: Uint8Array): Buffer;
  findPublic(name: string): Buffer | undefined;
};

type KeyRecord = { kind: KeyKind; name: string; version: number; createdAt: string; wrapped: string };

/**
 * The key store in a folder (mode 0700, files 0600): `master.json` wraps one file a key version, `register.txt` names all
 * versions ever made, so that a lost file is noticed and not replaced.
 * @throws crypto.master-key-missing, crypto.key-file-corrupted, crypto.keys-readable-by-others, crypto.key-folder-unusable
 */
export function openKeyStore(options: { folder: string; clock: Clock }): KeyStore {
  const files = openKeyFiles(options.folder);
  const wrapping = deriveBoxKeys(readMaster(files, options.clock), 'key-wrapping');
  const known = new Map<string, SymmetricKey | SigningKey>();
  const newest = new Map<string, number>();

  const versionsOf = (name: string): number[] => {
    checkName(name);
    return files
      .list()
      .map((file) => keyFileParts(file))
      .filter((parts) => parts?.name === name)
      .map((parts) => parts?.version as number)
      .sort((a, b) => a - b);
  };

  /** Every version ever made, as the register says: what it names and the folder has not is lost, and is never made anew. */
  const registeredVersions = (name: string): number[] => {
    const lines = (files.read(REGISTER)?.toString('utf8') ?? '').split('\n').map((line) => line.split(' '));
    return lines.filter(([key]) => key === name).map(([, version]) => Number(version));
  };

  /** The newest version there is. The register is read first: a key is in the folder before it is in the register. */
  const newestVersion = (name: string): number | undefined => {
    checkName(name);
    const registered = registeredVersions(name);
    const last = versionsOf(name).at(-1);
    const lost = Math.max(0, ...registered);
    if (lost > (last ?? 0)) throw cryptoErrors.keyMissing({ name, version: lost });
    return last;
  };

  const readRecord = (name: string, version: number): KeyRecord => {
    const bytes = files.read(keyFile(name, version));
    if (bytes === undefined) throw cryptoErrors.keyMissing({ name, version });
    return parseRecord(bytes, name, version);
  };

  const create = (name: string, version: number, kind: KeyKind): KeyRecord => {
    checkName(name);
    const secret = kind === 'sm2' ? generateSm2KeyPair().privateKey : randomBytes(32);
    const createdAt = options.clock.now().toISOString();
    const record = { kind, name, version, createdAt };
    const wrapped = closeBox(wrapping, Buffer.alloc(0), wrappingContext(record), secret).toString('base64');
    const kept = files.createOnce(keyFile(name, version), encode({ ...record, wrapped }));
    files.appendLine(REGISTER, `${name} ${version} ${createdAt}`);
    return parseRecord(kept, name, version);
  };

  const take = (name: string, version: number, kind: KeyKind, record?: KeyRecord): SymmetricKey | SigningKey => {
    const cached = known.get(`${kind}/${name}/${version}`);
    if (cached !== undefined) return cached;
    const found = record ?? readRecord(name, version);
    if (found.kind !== kind) throw cryptoErrors.keyOfOtherKind({ name, found: found.kind, wanted: kind });
    const key = unwrap(found, wrapping);
    known.set(`${kind}/${name}/${version}`, key);
    return key;
  };

  const current = (name: string, kind: KeyKind): SymmetricKey | SigningKey => {
    let version = newest.get(name) ?? newestVersion(name);
    let record: KeyRecord | undefined;
    if (version === undefined) {
      record = create(name, 1, kind);
      version = 1;
    }
    const key = take(name, version, kind, record);
    newest.set(name, version);
    return key;
  };

  return {
    symmetric: (name, version) =>
      (version === undefined ? current(name, 'symmetric') : take(name, version, 'symmetric')) as SymmetricKey,
    signing: (name, version) =>
      (version === undefined ? current(name, 'sm2') : take(name, version, 'sm2')) as SigningKey,
    rotate(name) {
      const last = newestVersion(name);
      if (last === undefined) throw cryptoErrors.keyMissing({ name, version: 1 });
      const record = create(name, last + 1, readRecord(name, last).kind);
      newest.set(name, record.version);
      return describe(record);
    },
    versions: (name) => versionsOf(name).map((version) => describe(readRecord(name, version))),
    refresh: () => newest.clear(),
    keepPublic(name, bytes) {
      checkName(name);
      return files.createOnce(`${name}.cer`, bytes);
    },
    findPublic(name) {
      checkName(name);
      return files.read(`${name}.cer`);
    },
  };
}

const MASTER = 'master.json';
const REGISTER = 'register.txt';

function readMaster(files: KeyFiles, clock: Clock): Buffer {
  let bytes = files.read(MASTER);
  if (bytes === undefined) {
    // Another process may make the master and its first keys between our two looks, so look once more before complaining.
    if (files.list().some((file) => keyFileParts(file) !== undefined)) bytes = files.read(MASTER);
    else {
      const key = randomBytes(32);
      const record = {
        kind: 'master',
        createdAt: clock.now().toISOString(),
        key: key.toString('base64'),
        check: checkOf(key),
      };
      bytes = files.createOnce(MASTER, encode(record));
    }
    if (bytes === undefined) throw cryptoErrors.masterKeyMissing({ folder: files.folder });
  }
  const record = decode(bytes, MASTER);
  const key = Buffer.from(typeof record.key === 'string' ? record.key : '', 'base64');
  if (record.kind !== 'master' || key.length !== 32 || record.check !== checkOf(key)) {
    throw cryptoErrors.keyFileCorrupted({ file: MASTER });
  }
  return key;
}

const checkOf = (key: Buffer): string =>
  sm3(Buffer.concat([Buffer.from('yiwang/master/check'), key]))
    .toString('hex')
    .slice(0, 16);
const keyFile = (name: string, version: number): string => `${name}.v${version}.json`;
const wrappingContext = (record: Omit<KeyRecord, 'wrapped'>): string =>
  `${record.kind}/${record.name}/${record.version}/${record.createdAt}`;
const describe = ({ name, version, kind, createdAt }: KeyRecord): KeyDescription => ({
  name,
  version,
  kind,
  createdAt: new Date(createdAt),
});

function keyFileParts(file: string): { name: string; version: number } | undefined {
  const match = /^([a-z][a-z0-9.-]*)\.v([1-9]\d*)\.json$/.exec(file);
  return match ? { name: match[1] as string, version: Number(match[2]) } : undefined;
}

function checkName(name: string): void {
  // A name ending in ".v1" would make two names share a file.
  if (!/^[a-z][a-z0-9.-]{0,79}$/.test(name) || name === 'master' || /\.v\d+$/.test(name)) {
    throw cryptoErrors.keyNameInvalid({ name });
  }
}

function encode(record: object): Buffer {
  return Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`, 'utf8');
}

function decode(bytes: Buffer, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw cryptoErrors.keyFileCorrupted({ file }, { cause: error });
  }
  throw cryptoErrors.keyFileCorrupted({ file });
}

function parseRecord(bytes: Buffer, name: string, version: number): KeyRecord {
  const file = keyFile(name, version);
  const record = decode(bytes, file) as Partial<KeyRecord>;
  const kindKnown = record.kind === 'symmetric' || record.kind === 'sm2';
  const whole = kindKnown && typeof record.wrapped === 'string' && typeof record.createdAt === 'string';
  if (!whole || record.name !== name || record.version !== version) throw cryptoErrors.keyFileCorrupted({ file });
  return record as KeyRecord;
}

function unwrap(record: KeyRecord, wrapping: BoxKeys): SymmetricKey | SigningKey {
  const { name, version } = record;
  const secret = openBox(wrapping, 0, wrappingContext(record), Buffer.from(record.wrapped, 'base64'));
  if (secret === undefined || secret.length !== 32)
    throw cryptoErrors.keyFileCorrupted({ file: keyFile(name, version) });
  if (record.kind === 'symmetric') return { name, version, key: secret };
  return { name, version, publicKey: sm2PublicKey(secret), sign: sm2Signer(secret).sign };
}
