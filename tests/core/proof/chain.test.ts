import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {chainBreaches, chainText, emptyChain} from "../../../src/core/proof/chain.js";
import type {ChainEntry, ChainHead} from "../../../src/core/proof/chain.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Returns a log of *n* entries. */
function logOf(n: number): ChainEntry[] {
  const entries: ChainEntry[] = [];
  for (let i = 1; i <= n; ++i) {
    const content = {
      sequence: i,
      at: `2026-11-23T13:04:0${i}.000000Z`,
      kind: "phase-done",
      payload: `{"n":${i}}`,
      previous: entries.at(-1)?.digest ?? emptyChain.digest
    };
    entries.push({...content, digest: sha256(chainText(content))});
  }
  return entries;
}

/** Returns all that is wrong with *entries* as a log. */
function breachesOf(entries: ChainEntry[]): string[] {
  let head: ChainHead = emptyChain;
  return entries.flatMap((entry) => {
    const breaches = chainBreaches(head, entry, sha256);
    head = {count: entry.sequence, digest: entry.digest};
    return breaches;
  });
}

it("chainText(entry) is the previous digest, a line feed, and JSON with its names in order", () => {
  const entry = {sequence: 2, at: "t", kind: "k", payload: '{"a":1}', previous: "00"};
  expect(chainText(entry)).toBe('00\n{"at":"t","kind":"k","payload":"{\\"a\\":1}","sequence":2}');
});

it("chainText(entry) differs where any part of the entry does, however parts are cut", () => {
  const [entry] = logOf(1);
  const others = [
    {...entry, kind: 'phase-done","payload":"'},
    {...entry, payload: '{"n":1} '},
    {...entry, at: "2026-11-23T13:04:01.000001Z"},
    {...entry, previous: sha256("")},
    {...entry, sequence: 11}
  ];
  expect(new Set([entry, ...others].map(chainText)).size).toBe(6);
});

it("chainBreaches(head, entry, sha256) finds nothing wrong with a log as it was written", () => {
  expect(breachesOf(logOf(5))).toEqual([]);
});

it.each(["sequence", "at", "kind", "payload", "previous", "digest"] as const)(
  "chainBreaches(head, entry, sha256) finds a change of %s in any entry",
  (field) => {
    for (let i = 0; i < 5; ++i) {
      const entries = logOf(5);
      const changed = field === "sequence" ? 7 : `${String(entries[i][field])}x`;
      entries[i] = {...entries[i], [field]: changed};
      expect(breachesOf(entries), `entry ${i + 1}`).not.toEqual([]);
    }
  }
);

it("chainBreaches(head, entry, sha256) says which entries are missing, or out of order", () => {
  const [one, two, three, four, five] = logOf(5);
  expect(breachesOf([two, three, four, five])).toEqual(["entry 1 is missing"]);
  expect(breachesOf([one, four, five])).toEqual(["entries 2 to 3 are missing"]);
  expect(breachesOf([one, two, one])).toEqual(["entry 1 is out of order"]);
  expect(breachesOf([one, two, three])).toEqual([]); // cut: only a head that was kept tells
});

it("chainBreaches(head, entry, sha256) finds a log that was written anew from some entry on", () => {
  const entries = logOf(3);
  const content = {...entries[1], payload: "{}"};
  entries[1] = {...content, digest: sha256(chainText(content))};
  expect(breachesOf(entries)).toEqual(["entry 3 does not follow the one before it"]);
});
