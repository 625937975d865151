/**
 * Where the bytes of an Arrow file come from: memory, or a file of which only the places that matter are read. Whoever
 * reads through it asks for no place outside of it.
 */
export interface ByteSource {
  readonly length: number;
  /** The bytes from `begin` to before `end`; nobody changes them afterwards. Throws what the reading throws. */
  read(begin: number, end: number): Uint8Array;
  /** Room for what is made of the bytes, aligned to 8 bytes; what it holds at first is not defined. */
  allocate(bytes: number): Uint8Array;
}

/** Bytes in memory. What is read are views; what is made of them lies in shared memory when they do. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer;
  return {
    length: bytes.length,
    read: (begin, end) => bytes.subarray(begin, end),
    allocate: (length) =>
      new Uint8Array((isShared ? new SharedArrayBuffer(length) : new ArrayBuffer(length)) as ArrayBuffer),
  };
}
