/** What is to lie in a kernel’s memory, and where. Addresses are multiples of 64. */
export interface Arena {
  /** Returns the address of *bytes* bytes of zeros. */
  reserve(bytes: number): number;

  /** Returns the address at which the bytes of *array* will lie. */
  place(array: ArrayBufferView): number;

  /** Makes *memory*, which holds nothing yet, large enough and writes what was placed. */
  settle(memory: WebAssembly.Memory): void;
}

const line = 64; // bytes of a cache line
const page = 65_536; // bytes of a page of WebAssembly

/** Returns an arena that holds nothing. */
export function arena(): Arena {
  const placed: {address: number; array: ArrayBufferView}[] = [];
  let end = line; // nothing lies at 0

  function reserve(bytes: number): number {
    const address = end;
    end += Math.ceil(bytes / line) * line;
    return address;
  }

  return {
    reserve,
    place(array) {
      const address = reserve(array.byteLength);
      placed.push({address, array});
      return address;
    },
    settle(memory) {
      memory.grow(Math.ceil(end / page));
      const bytes = new Uint8Array(memory.buffer);
      for (const {address, array} of placed) {
        bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), address);
      }
    }
  };
}
