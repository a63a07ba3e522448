/** The parts of a similarity, each in [0, 1]; 1 is alike. */
export interface SimilarityParts {
  /** By the services, the ports and the hours of the day in which connections were opened. */
  services: number;
  ports: number;
  hours: number;

  /** By the places in the order of the hosts, of bytes sent and connections in a median hour. */
  bytes: number;
  connections: number;
}

/** The names of the parts. */
export const partNames = ["services", "ports", "hours", "bytes", "connections"] as const;

/** A part of a similarity. */
export type PartName = (typeof partNames)[number];

/** The parts that compare shares of connections. */
export const shareNames = ["services", "ports", "hours"] as const;

/** A part that compares shares. */
export type ShareName = (typeof shareNames)[number];

/** What a host does: the shares of its connections by value, and its place among the hosts. */
export interface Profile {
  entity: string;

  /** The shares of its connections, in (0, 1], by value; what is skipped of a long list is shared with nobody. */
  shares: Readonly<Record<ShareName, ReadonlyMap<string, number>>>;

  /** In a median hour in which it spoke. */
  bytes: number;
  connections: number;
}

/** A host that is like another, and how it is not. */
export interface Peer extends SimilarityParts {
  peer: string;

  /** The mean of the parts, in [0, 1]; 1 is alike. */
  similarity: number;

  /** The part that is least alike; of equals the first. */
  differs: PartName;

  /** Where *differs* compares shares, the value whose shares are furthest apart; else null. */
  value: string | null;

  /** What the host and its peer have there: a share in [0, 1], bytes or connections in a median hour. */
  own: number;
  theirs: number;
}

/**
 * Returns the Bhattacharyya coefficient Σ √(p q) of two distributions over values, in [0, 1]: 1 if they are
 * equal, 0 if they share nothing. It is the cosine between the roots of the shares, and 1 − its value the
 * square of the Hellinger distance. Roots and sums alone: every engine gives the same bits.
 *
 * Bhattacharyya, “On a measure of divergence between two statistical populations” (1943).
 */
export function affinity(p: ReadonlyMap<string, number>, q: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [value, share] of q) sum += Math.sqrt(share) * Math.sqrt(p.get(value) ?? 0);
  return sum;
}

/** Returns the places of *values* among themselves: for each the share of the others that are less, in [0, 1]. */
export function places(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const below = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!below.has(value)) below.set(value, i);
  });
  return values.map((value) => (values.length < 2 ? 0 : below.get(value)! / (values.length - 1)));
}

/** Returns how much alike two places are: 1 where they are the same, 0 where one is first and one is last. */
export function nearness(a: number, b: number): number {
  return 1 - Math.abs(a - b);
}

/** Returns the mean of the parts of a similarity, to a millionth, so that the order of a sum never shows. */
export function meanOf(
  services: number,
  ports: number,
  hours: number,
  bytes: number,
  connections: number
): number {
  return round((services + ports + hours + bytes + connections) / 5);
}

/** Returns *value* to a millionth. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
