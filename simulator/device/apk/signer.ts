import { createHash } from 'node:crypto';
import type { ZipArchive } from './zip-archive.js';

const MAGIC = 'APK Sig Block 42';
/** APK signature scheme v2 and v3. */
const schemeIds: ReadonlySet<number> = new Set([0x7109871a, 0xf05368c0]);

/**
 * SHA-256 of the first signer's certificate; undefined when the APK carries no signature of scheme 2 or 3. The signature
 * itself is not checked. Source: source.android.com, APK Signature Scheme v2.
 */
export function signerOf({ bytes, directoryAt }: ZipArchive): string | undefined {
  if (directoryAt < 32 || bytes.toString('latin1', directoryAt - 16, directoryAt) !== MAGIC) return undefined;
  const size = Number(bytes.readBigUInt64LE(directoryAt - 24));
  for (let at = directoryAt - size; at < directoryAt - 24;) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (schemeIds.has(bytes.readUInt32LE(at + 8))) return certificateDigest(bytes.subarray(at + 12, at + 8 + length));
    at += 8 + length;
  }
  return undefined;
}

/** Lengths within lengths: signers, signer, signed data; in it the digests and then the certificates. */
function certificateDigest(block: Buffer): string {
  const signers = lengthPrefixed(block, 0);
  const signedData = lengthPrefixed(lengthPrefixed(signers, 0), 0);
  const certificates = lengthPrefixed(signedData, 4 + lengthPrefixed(signedData, 0).length);
  return createHash('sha256').update(lengthPrefixed(certificates, 0)).digest('hex');
}

function lengthPrefixed(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at));
}
