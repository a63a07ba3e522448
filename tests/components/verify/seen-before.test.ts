import {expect, it} from "vitest";
import {seenWarnings} from "../../../src/components/verify/seen-before.js";
import type {SeenSite} from "../../../src/components/verify/seen-before.js";

const seen: SeenSite = {
  keyId: "a".repeat(64),
  run: "20261123-130400-aaaa",
  finishedAt: "2026-11-23T13:04:30.000Z",
  at: Date.UTC(2026, 10, 24, 8)
};

function warned(change: Partial<SeenSite>): string[] {
  return seenWarnings({...seen, ...change}, seen).map(({kind, text}) => `${kind}: ${text}`);
}

it("seenWarnings(result, seen) has nothing to say of the same site, of a newer one, or of the first", () => {
  expect(warned({})).toEqual([]);
  expect(warned({run: "20261124-090000-bbbb", finishedAt: "2026-11-24T09:00:10.000Z"})).toEqual([]);
  expect(seenWarnings(seen, null)).toEqual([]);
});

it("seenWarnings(result, seen) names an earlier site that was put back", () => {
  const [only, more] = warned({run: "20261120-100000-cccc", finishedAt: "2026-11-20T10:00:09.000Z"}); // prettier-ignore
  expect(more).toBeUndefined();
  expect(only).toMatch(/^older: On 2026-11-24 08:00:00 UTC, .* 20261123-130400-aaaa, .* shows 20261120-100000-cccc/); // prettier-ignore
});

it("seenWarnings(result, seen) names a site that another key signed", () => {
  const [only, more] = warned({keyId: "b".repeat(64)});
  expect(more).toBeUndefined();
  expect(only).toMatch(/^key: .*another key signed: a{64}\./);
});
