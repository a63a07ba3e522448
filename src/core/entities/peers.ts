import {nearness, partNames, places, round, shareNames, similarityOf} from "./similarity.js";
import type {PartName, Peer, Profile, ShareName, SimilarityParts} from "./similarity.js";

/** How many peers are kept of a host. */
export const peersKept = 5;

/** A host as it is compared: the roots of its shares by the number of each value. */
interface Compared {
  bytes: number;
  connections: number;
  ids: Record<ShareName, Int32Array>;
  roots: Record<ShareName, Float64Array>;
}

/**
 * Returns the closest peers of each of *profiles* among the others, the closest first; equals in the order of
 * *profiles*. Every pair is compared: 2,000 hosts take some 4 million comparisons, and memory for the
 * profiles alone.
 */
export function closestPeers(profiles: readonly Profile[], most = peersKept): Peer[][] {
  const {hosts, sizes} = comparable(profiles);
  const spread = Object.fromEntries(
    shareNames.map((name) => [name, new Float64Array(sizes[name])])
  ) as Record<ShareName, Float64Array>;
  return hosts.map((own, i) => {
    for (const name of shareNames)
      own.ids[name].forEach((id, j) => void (spread[name][id] = own.roots[name][j]));
    const found: {j: number; similarity: number; parts: SimilarityParts}[] = [];
    hosts.forEach((other, j) => {
      if (j === i) return;
      const parts = partsOf(own, other, spread);
      const similarity = similarityOf(parts);
      if (found.length === most && similarity <= found[most - 1].similarity) return;
      let place = found.length;
      while (place > 0 && found[place - 1].similarity < similarity) --place;
      found.splice(place, 0, {j, similarity, parts});
      found.length = Math.min(most, found.length);
    });
    for (const name of shareNames) for (const id of own.ids[name]) spread[name][id] = 0;
    return found.map(({j, similarity, parts}) =>
      peerOf(profiles[i], profiles[j], similarity, parts)
    );
  });
}

/** Returns the parts between a host whose roots are *spread* out by value, and another. */
function partsOf(
  own: Compared,
  other: Compared,
  spread: Record<ShareName, Float64Array>
): SimilarityParts {
  const shared = (name: ShareName): number => {
    const ids = other.ids[name];
    const roots = other.roots[name];
    const roomy = spread[name];
    let sum = 0;
    for (let k = 0; k < ids.length; ++k) sum += roots[k] * roomy[ids[k]];
    return round(Math.min(1, sum));
  };
  return {
    services: shared("services"),
    ports: shared("ports"),
    hours: shared("hours"),
    bytes: round(nearness(own.bytes, other.bytes)),
    connections: round(nearness(own.connections, other.connections))
  };
}

/** Returns the hosts with their values numbered, and how many values there are of each kind. */
function comparable(profiles: readonly Profile[]): {
  hosts: Compared[];
  sizes: Record<ShareName, number>;
} {
  const numbers = {services: new Map(), ports: new Map(), hours: new Map()} as Record<
    ShareName,
    Map<string, number>
  >;
  const bytes = places(profiles.map((profile) => profile.bytes));
  const connections = places(profiles.map((profile) => profile.connections));
  const each = <T>(make: (name: ShareName) => T): Record<ShareName, T> => ({
    services: make("services"),
    ports: make("ports"),
    hours: make("hours")
  });
  const hosts = profiles.map(({shares}, i) => ({
    bytes: bytes[i],
    connections: connections[i],
    ids: each((name) =>
      Int32Array.from(shares[name].keys(), (value) => numberOf(numbers[name], value))
    ),
    roots: each((name) => Float64Array.from(shares[name].values(), Math.sqrt))
  }));
  return {hosts, sizes: each((name) => numbers[name].size)};
}

function numberOf(numbers: Map<string, number>, value: string): number {
  const known = numbers.get(value) ?? numbers.size;
  numbers.set(value, known);
  return known;
}

function peerOf(own: Profile, other: Profile, similarity: number, parts: SimilarityParts): Peer {
  const differs = partNames.reduce<PartName>(
    (least, name) => (parts[name] < parts[least] ? name : least),
    partNames[0]
  );
  const head = {...parts, peer: other.entity, similarity, differs};
  if (differs === "bytes" || differs === "connections")
    return {...head, value: null, own: own[differs], theirs: other[differs]};
  return {...head, ...widest(own.shares[differs], other.shares[differs])};
}

/** Returns the value of which two hosts have the most different shares; of equals the first that is met. */
function widest(p: ReadonlyMap<string, number>, q: ReadonlyMap<string, number>) {
  let most = {value: null as string | null, own: 0, theirs: 0};
  for (const value of [...p.keys(), ...q.keys()]) {
    const found = {value, own: p.get(value) ?? 0, theirs: q.get(value) ?? 0};
    const gap = Math.abs(found.own - found.theirs);
    if (most.value === null || gap > Math.abs(most.own - most.theirs)) most = found;
  }
  return most;
}
