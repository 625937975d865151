/**
 * Keys of a computer as adb shows them: a line of base64 and a name. The base64 holds Android's own RSA structure
 * (`RSAPublicKey` of libcrypto_utils): word count, n0inv, modulus, R squared, exponent, all little-endian.
 */
import { createPublicKey, publicDecrypt, type KeyObject } from 'node:crypto';

/** ASN.1 head of a SHA-1 digest: the token is signed as if it were one. */
const SHA1_DIGEST_HEAD = Buffer.from('3021300906052b0e03021a05000414', 'hex');
const MODULUS_WORDS = 64;
const STRUCTURE_BYTES = 4 + 4 + 4 * MODULUS_WORDS + 4 * MODULUS_WORDS + 4;

/** The key of a line; undefined when it is none of 2048 bits. */
export function parseAdbKey(line: string): KeyObject | undefined {
  const bytes = Buffer.from(line.split(' ', 1)[0] ?? '', 'base64');
  if (bytes.length !== STRUCTURE_BYTES || bytes.readUInt32LE(0) !== MODULUS_WORDS) return undefined;
  const modulus = Buffer.from(bytes.subarray(8, 8 + 4 * MODULUS_WORDS)).reverse();
  const exponent = Buffer.alloc(4);
  exponent.writeUInt32BE(bytes.readUInt32LE(STRUCTURE_BYTES - 4));
  const first = exponent.findIndex((byte) => byte !== 0);
  if (first < 0) return undefined;
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.subarray(first).toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** Whether this key signed this token. */
export function isSignedBy(key: KeyObject, token: Uint8Array, signature: Uint8Array): boolean {
  try {
    return publicDecrypt(key, signature).equals(Buffer.concat([SHA1_DIGEST_HEAD, token]));
  } catch (error) {
    // OpenSSL throws on a signature of another key; only that is an answer.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
