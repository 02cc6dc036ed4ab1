import { cryptoErrors } from './errors.ts';
import { hmacSm3Under } from './digests.ts';
import type { KeyStore } from './key-store.ts';
import { closeBox, deriveBoxKeys, openBox, type BoxKeys } from './key-wrapping.ts';

/**
 * Seals values for storage (a `bytea` column, a file). `context` says what the value is and where it belongs, for
 * example `identity.person:<id>:phone`; it is not stored, and a sealed value moved elsewhere does not open.
 */
export type Sealer = {
  seal(plaintext: Uint8Array, context: string): Buffer;
  /** @throws crypto.cannot-open when altered, of another context, or no sealed value at all */
  open(sealed: Uint8Array, context: string): Buffer;
  sealText(text: string, context: string): Buffer;
  openText(sealed: Uint8Array, context: string): string;
  sealJson(value: unknown, context: string): Buffer;
  openJson(sealed: Uint8Array, context: string): unknown;
};

const FORMAT = 1;
const HEADER = 5;

/** SM4-CBC with HMAC-SM3 under the key store's `keyName`. Layout: format (1 byte) ‖ key version (4) ‖ iv ‖ ciphertext ‖ mac. */
export function createSealer(keyStore: KeyStore, keyName = 'sealing'): Sealer {
  const derived = new Map<number, BoxKeys>();
  const keysOf = (version: number, key: Buffer): BoxKeys => {
    let keys = derived.get(version);
    if (keys === undefined) {
      keys = deriveBoxKeys(key, 'sealing');
      derived.set(version, keys);
    }
    return keys;
  };

  const seal = (plaintext: Uint8Array, context: string): Buffer => {
    const { version, key } = keyStore.symmetric(keyName);
    const header = Buffer.alloc(HEADER);
    header.writeUInt8(FORMAT, 0);
    header.writeUInt32BE(version, 1);
    return closeBox(keysOf(version, key), header, context, plaintext);
  };

  const open = (sealed: Uint8Array, context: string): Buffer => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEADER || bytes[0] !== FORMAT) throw cryptoErrors.cannotOpen();
    const version = bytes.readUInt32BE(1);
    // A version beyond the newest is an altered header, not a lost key.
    if (!derived.has(version) && version > (keyStore.versions(keyName).at(-1)?.version ?? 0))
      throw cryptoErrors.cannotOpen();
    if (version < 1) throw cryptoErrors.cannotOpen();
    const plaintext = openBox(keysOf(version, keyStore.symmetric(keyName, version).key), HEADER, context, bytes);
    if (plaintext === undefined) throw cryptoErrors.cannotOpen();
    return plaintext;
  };

  return {
    seal,
    open,
    sealText: (text, context) => seal(Buffer.from(text, 'utf8'), context),
    openText: (sealed, context) => open(sealed, context).toString('utf8'),
    sealJson: (value, context) => seal(Buffer.from(JSON.stringify(value), 'utf8'), context),
    openJson: (sealed, context): unknown => JSON.parse(open(sealed, context).toString('utf8')),
  };
}

/** Look-up values for sealed columns: equal inputs give equal hex, and nobody without the key can try inputs. */
export type BlindIndex = {
  /** 64 hex digits by the newest key; `purpose` names the column, so that two columns cannot be matched. */
  blindIndex(value: string, purpose: string): string;
  /** By every version of the key, the newest first: look up with `= any($1)` while rows are re-indexed after a rotation. */
  blindIndexes(value: string, purpose: string): string[];
};

/** The length of the purpose in four bytes and the purpose, so that no two pairs run together; as text, whose UTF-8 these bytes are (a purpose has less than 128). */
function headOf(purpose: string): string {
  const bytes = Buffer.byteLength(purpose);
  if (bytes > 127) throw new RangeError(`The purpose ${purpose} is too long`);
  return `\0\0\0${String.fromCharCode(bytes)}${purpose}`;
}

/** HMAC-SM3 under a key of its own. The value is taken as it is: the caller normalises it first. */
export function createBlindIndex(keyStore: KeyStore, keyName = 'blind-index'): BlindIndex {
  // Made ready once a key: the store hands out the same bytes again and again.
  const ready = new WeakMap<Buffer, (data: string) => string>();
  const compute = (key: Buffer, value: string, purpose: string): string => {
    let mac = ready.get(key);
    if (mac === undefined) ready.set(key, (mac = hmacSm3Under(key)));
    return mac(headOf(purpose) + value);
  };
  return {
    blindIndex: (value, purpose) => compute(keyStore.symmetric(keyName).key, value, purpose),
    blindIndexes(value, purpose) {
      const newest = keyStore.symmetric(keyName).version;
      return Array.from({ length: newest }, (_, index) =>
        compute(keyStore.symmetric(keyName, newest - index).key, value, purpose),
      );
    },
  };
}
