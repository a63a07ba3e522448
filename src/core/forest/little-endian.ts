/** Whether the machine’s numbers lie in memory with their lowest byte first: then typed arrays have the bytes of files. */
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
