/**
 * The ids of events: that of an event depends on the bytes of its file, and on its place in it, not on what other files are
 * read with it, so that what was made of one file stays true when another is added.
 */

/** The bits of the row within a file, and of the slot of the file: together 53, so that a double holds an id. */
const [rowBits, slotBits] = [29, 24];

/** The most events of a file: 2²⁹. */
export const maxRowsPerFile = 2 ** rowBits;

/** The most files that are read together: far fewer than there are slots, so that few files share one. */
export const maxFiles = 2 ** (slotBits - 4);

/**
 * Returns the slot of each file, in [0, 2²⁴), by the SHA-256 of its bytes (lower-case hexadecimal): the first 24 bits of it,
 * or, if a file with a smaller SHA-256 has that slot, the next that is free, round and round. The order of *digests* does not matter.
 * Throws a RangeError for more than 2²⁰ files.
 */
export function fileSlots(digests: Iterable<string>): Map<string, number> {
  const sorted = [...new Set(digests)].sort();
  if (sorted.length > maxFiles) {
    throw new RangeError(`too many files: ${sorted.length}; read at most ${maxFiles} together`);
  }
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const digest of sorted) {
    let slot = parseInt(digest.slice(0, slotBits / 4), 16);
    while (taken.has(slot)) slot = (slot + 1) % 2 ** slotBits;
    taken.add(slot);
    slots.set(digest, slot);
  }
  return slots;
}

/** Returns the id of the first event of the file in *slot*; those after it follow by one. */
export function firstEventId(slot: number): number {
  return slot * maxRowsPerFile;
}
