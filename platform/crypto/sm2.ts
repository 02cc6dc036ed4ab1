import { createHash, randomBytes } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { decodeSignature, encodeSignature } from './sm2-der.ts';

/** The default signer's identity of GB/T 35276 and GB/T 32918: part of what is hashed. */
export const SM2_USER_ID = '1234567812345678';

const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
/** a ‖ b ‖ xG ‖ yG of the recommended curve (GB/T 32918.5), as they go into Z. */
const CURVE = Buffer.from(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  'hex',
);

/** A key pair: the private key as 32 bytes, the public key as 65 (04 ‖ x ‖ y). */
export type Sm2KeyPair = { privateKey: Buffer; publicKey: Buffer };

/** A new key pair; the private key is uniform in 1 … n−2 (GB/T 32918.1 §6.1). */
export function generateSm2KeyPair(): Sm2KeyPair {
  for (;;) {
    const privateKey = randomBytes(32);
    const scalar = BigInt(`0x${privateKey.toString('hex')}`);
    if (scalar === 0n || scalar >= ORDER - 1n) continue;
    return { privateKey, publicKey: sm2PublicKey(privateKey) };
  }
}

/** The public key of a private key. */
export function sm2PublicKey(privateKey: Uint8Array): Buffer {
  return Buffer.from(sm2.getPublicKeyFromPrivateKey(Buffer.from(privateKey).toString('hex')), 'hex');
}

/** Whether 65 bytes are a point of the curve other than infinity, in the uncompressed form. */
export function isSm2PublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 65 || publicKey[0] !== 4) return false;
  try {
    return sm2.verifyPublicKey(Buffer.from(publicKey).toString('hex'));
  } catch {
    return false;
  }
}

/** Z of a signer (GB/T 32918.2 §5.5): the hash of identity, curve and public key that goes before each message. */
export function sm2Identity(publicKey: Uint8Array, userId: string = SM2_USER_ID): Buffer {
  const id = Buffer.from(userId, 'utf8');
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(id.length * 8);
  return createHash('sm3').update(bits).update(id).update(CURVE).update(publicKey.subarray(1)).digest();
}

/** A private key made ready for many signatures. */
export type Sm2Signer = { readonly publicKey: Buffer; sign(message: Uint8Array): Buffer };

/**
 * Prepares a private key. `sign` gives SEQUENCE { r, s } in DER of SM3(Z ‖ message).
 * The library's point pool is never used: a point used twice gives the private key away.
 */
export function sm2Signer(privateKey: Uint8Array, userId: string = SM2_USER_ID): Sm2Signer {
  const secret = Buffer.from(privateKey).toString('hex');
  const publicKey = sm2PublicKey(privateKey);
  const identity = sm2Identity(publicKey, userId);
  return {
    publicKey,
    sign(message) {
      const digest = createHash('sm3').update(identity).update(message).digest();
      // With neither `hash` nor `der` the library signs the digest as it is and answers r ‖ s, 64 bytes.
      return encodeSignature(sm2.doSignature(digest, secret));
    },
  };
}

/** A public key made ready for many verifications. */
export type Sm2Verifier = { verify(message: Uint8Array, signature: Uint8Array): boolean };

/** Prepares a public key (its multiples are computed once, about 10 ms); false for a wrong signature or one not in canonical DER. */
export function sm2Verifier(publicKey: Uint8Array, userId: string = SM2_USER_ID): Sm2Verifier {
  if (!isSm2PublicKey(publicKey)) return { verify: () => false };
  const point = sm2.precomputePublicKey(Buffer.from(publicKey).toString('hex'));
  const identity = sm2Identity(publicKey, userId);
  return {
    verify(message, signature) {
      const pair = decodeSignature(signature);
      if (pair === undefined || pair.r >= ORDER || pair.s >= ORDER) return false;
      const digest = createHash('sm3').update(identity).update(message).digest();
      try {
        return sm2.doVerifySignature(digest, pair.hex, point);
      } catch {
        // The library throws where r + s or the sum of points is nothing it can go on with: no signature, then.
        return false;
      }
    },
  };
}

const verifiers = new Map<string, Sm2Verifier>();
const MOST_VERIFIERS = 64;

/** Verifies an SM2 signature by the default identity. Keys seen lately are kept prepared. */
export function verifySm2(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const name = Buffer.from(publicKey).toString('base64');
  let verifier = verifiers.get(name);
  if (verifier === undefined) {
    verifier = sm2Verifier(publicKey);
    if (verifiers.size >= MOST_VERIFIERS) verifiers.delete(verifiers.keys().next().value as string);
  } else {
    verifiers.delete(name);
  }
  verifiers.set(name, verifier);
  return verifier.verify(message, signature);
}
