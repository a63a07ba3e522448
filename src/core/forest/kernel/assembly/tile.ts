/** The rows that go through a tree together: eight vectors of 16 bytes. */
export const tile: usize = 128;
