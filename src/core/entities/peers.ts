import {nearness, partNames, places, round, meanOf} from "./similarity.js";
import type {PartName, Peer, Profile, ShareName, SimilarityParts} from "./similarity.js";

/** How many peers are kept of a host. */
export const peersKept = 5;

/** Lists of values of hosts, one after the other: those of host i from *starts*[i] to before *starts*[i + 1]. */
interface ValueLists {
  starts: Int32Array;

  /** The number of each value, and the root of its share. */
  ids: Int32Array;
  roots: Float64Array;

  /** How many values there are. */
  size: number;
}

/** What is found of a host and another. */
interface Found {
  j: number;
  similarity: number;
  parts: SimilarityParts;
}

/**
 * Returns the closest peers of each of *profiles* among the others, the closest first; equals in the order of
 * *profiles*. Every pair is compared, part by part, the cheap ones first, until the rest cannot make it one of the closest:
 * 2,000 hosts take some 4 million comparisons, and memory for the profiles alone.
 */
export function closestPeers(profiles: readonly Profile[], most = peersKept): Peer[][] {
  const bytes = Float64Array.from(places(profiles.map((profile) => profile.bytes)));
  const connections = Float64Array.from(places(profiles.map((profile) => profile.connections)));
  const services = sharing(profiles, "services");
  const ports = sharing(profiles, "ports");
  const hours = sharing(profiles, "hours");
  return profiles.map((own, i) => {
    const withOwn = {services: services(i), ports: ports(i), hours: hours(i)};
    const found: Found[] = [];
    let least = -1; // what a peer has to exceed
    for (let j = 0; j < profiles.length; ++j) {
      if (j === i) continue;
      const sent = round(nearness(bytes[i], bytes[j]));
      const opened = round(nearness(connections[i], connections[j]));
      if (meanOf(1, 1, 1, sent, opened) <= least) continue; // no other part can raise it: rounding keeps the order
      const service = withOwn.services(j);
      if (meanOf(service, 1, 1, sent, opened) <= least) continue;
      const port = withOwn.ports(j);
      if (meanOf(service, port, 1, sent, opened) <= least) continue;
      const time = withOwn.hours(j);
      const similarity = meanOf(service, port, time, sent, opened);
      if (similarity <= least) continue;
      const parts = {services: service, ports: port, hours: time, bytes: sent, connections: opened};
      insert(found, {j, similarity, parts}, most);
      if (found.length === most) least = found[most - 1].similarity;
    }
    return found.map((one) => peerOf(own, profiles[one.j], one.similarity, one.parts));
  });
}

/** Puts *one* behind those of *found* that are as similar or more, of which *most* stay. */
function insert(found: Found[], one: Found, most: number): void {
  let place = found.length;
  while (place > 0 && found[place - 1].similarity < one.similarity) --place;
  found.splice(place, 0, one);
  found.length = Math.min(most, found.length);
}

/** Returns a function that gives, for a host, how much alike its shares of *name* and those of another are: one host at a time. */
function sharing(
  profiles: readonly Profile[],
  name: ShareName
): (i: number) => (j: number) => number {
  const {starts, ids, roots, size} = valueLists(profiles, name);
  const spread = new Float64Array(size); // the roots of one host by value
  let [from, until] = [0, 0];
  return (i) => {
    for (let k = from; k < until; ++k) spread[ids[k]] = 0;
    [from, until] = [starts[i], starts[i + 1]];
    for (let k = from; k < until; ++k) spread[ids[k]] = roots[k];
    return (j) => {
      let sum = 0;
      for (let k = starts[j]; k < starts[j + 1]; ++k) sum += roots[k] * spread[ids[k]];
      return round(Math.min(1, sum));
    };
  };
}

function valueLists(profiles: readonly Profile[], name: ShareName): ValueLists {
  const numbers = new Map<string, number>();
  const starts = new Int32Array(profiles.length + 1);
  profiles.forEach(({shares}, i) => void (starts[i + 1] = starts[i] + shares[name].size));
  const ids = new Int32Array(starts[profiles.length]);
  const roots = new Float64Array(starts[profiles.length]);
  let at = 0;
  for (const {shares} of profiles)
    for (const [value, share] of shares[name]) {
      ids[at] = numberOf(numbers, value);
      roots[at++] = Math.sqrt(share);
    }
  return {starts, ids, roots, size: numbers.size};
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
