import {expect, it} from "vitest";
import {closestPeers} from "../../../src/core/entities/peers.js";
import {affinity, partNames, places} from "../../../src/core/entities/similarity.js";
import type {Profile, ShareName} from "../../../src/core/entities/similarity.js";
import {seeded} from "../../../src/core/forest/random.js";

type Shares = Record<string, number>;

function profile(entity: string, shares: Record<ShareName, Shares>, bytes = 1): Profile {
  const map = (of: Shares) => new Map(Object.entries(of));
  const {services, ports, hours} = shares;
  return {
    entity,
    shares: {services: map(services), ports: map(ports), hours: map(hours)},
    bytes,
    connections: 1
  };
}

const office = {services: {ssl: 1}, ports: {"443/tcp": 1}, hours: {"09:00": 0.5, "10:00": 0.5}};

it("affinity(p, q) is 1 of equals, 0 of strangers, and the Bhattacharyya coefficient between", () => {
  const map = (of: Shares) => new Map(Object.entries(of));
  expect(affinity(map({a: 0.25, b: 0.75}), map({a: 0.25, b: 0.75}))).toBeCloseTo(1, 15);
  expect(affinity(map({a: 1}), map({b: 1}))).toBe(0);
  // √(½ · 1) by hand
  expect(affinity(map({a: 0.5, b: 0.5}), map({a: 1}))).toBeCloseTo(Math.SQRT1_2, 15);
});

it("places(values) gives each the share of the others that are less, and equals the same", () => {
  expect(places([30, 10, 10, 20])).toEqual([1, 0, 0, 2 / 3]);
  expect(places([7])).toEqual([0]);
});

it("closestPeers(profiles) puts a twin first, and says how the others differ", () => {
  const night = {...office, hours: {"03:00": 1}};
  const found = closestPeers([
    profile("a", office),
    profile("b", night),
    profile("c", {...office, services: {dns: 1}, ports: {"53/udp": 1}}),
    profile("d", office)
  ]);
  expect(found[0].map(({peer, similarity}) => [peer, similarity])).toEqual([
    ["d", 1],
    ["b", 0.8],
    ["c", 0.6]
  ]);
  expect(found[0][1]).toMatchObject({
    differs: "hours",
    hours: 0,
    value: "03:00",
    own: 0,
    theirs: 1
  });
  expect(found[0][2]).toMatchObject({differs: "services", value: "ssl", own: 1, theirs: 0});
});

it("closestPeers(profiles) compares volumes by their places, and names both where they differ most", () => {
  const [[first]] = closestPeers([profile("a", office, 5), profile("b", office, 9000)]);
  expect(first).toMatchObject({bytes: 0, differs: "bytes", value: null, own: 5, theirs: 9000});
  expect(first.similarity).toBe(0.8);
});

/** Returns the closest of *profiles* to each, by comparing every pair with `affinity`, and sorting. */
function slowly(profiles: readonly Profile[]): number[][] {
  const bytes = places(profiles.map((one) => one.bytes));
  return profiles.map((own, i) =>
    profiles
      .map((other, j) => {
        const shared = (["services", "ports", "hours"] as const).map((name) =>
          affinity(own.shares[name], other.shares[name])
        );
        const sum = shared.reduce((a, b) => a + b, 0) + 1 - Math.abs(bytes[i] - bytes[j]) + 1;
        return {j, near: sum / 5};
      })
      .filter(({j}) => j !== i)
      .sort((a, b) => b.near - a.near || a.j - b.j)
      .slice(0, 5)
      .map(({near}) => near)
  );
}

it("closestPeers(profiles) finds what comparing every pair by the formula finds", () => {
  const random = seeded(7);
  const shares = (): Shares => {
    const weights = Array.from({length: 1 + Math.floor(6 * random())}, () => random());
    const sum = weights.reduce((a, b) => a + b, 0);
    return Object.fromEntries(
      weights.map((weight) => [`v${Math.floor(12 * random())}`, weight / sum])
    );
  };
  const profiles = Array.from({length: 60}, (_, i) =>
    profile(
      `h${i}`,
      {services: shares(), ports: shares(), hours: shares()},
      Math.floor(9 * random())
    )
  );
  const found = closestPeers(profiles);
  const expected = slowly(profiles);
  found.forEach((peers, i) => {
    expect(peers).toHaveLength(5);
    peers.forEach(({similarity}, k) =>
      expect(Math.abs(similarity - expected[i][k])).toBeLessThan(3e-6)
    ); // each part is rounded to a millionth
  });
  for (const [i, peers] of found.entries()) {
    expect(peers.map(({peer}) => peer)).not.toContain(`h${i}`);
    for (const peer of peers)
      for (const name of partNames) expect(peer[name]).toBeGreaterThanOrEqual(0);
    for (const peer of peers)
      for (const name of partNames) expect(peer[name]).toBeLessThanOrEqual(1);
  }
});

it("closestPeers(profiles) finds none for a host alone", () => {
  expect(closestPeers([profile("a", office)])).toEqual([[]]);
  expect(closestPeers([])).toEqual([]);
});
