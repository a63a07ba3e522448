import {expect, it} from "vitest";
import {entityDetectors} from "../../../src/core/detectors/entity/registry.js";
import {evidenceIndex} from "../../../src/core/stream/evidence-index.js";
import {silentDetectors} from "../../../src/core/stream/day-evidence.js";
import type {Evidence} from "../../../src/core/incidents/evidence.js";

const hour = 3_600_000_000;

function piece(given: Partial<Evidence>): Evidence {
  return {
    ...{id: 0, detector: "scan", magnitude: 1, ratePerDay: 0.01, entity: "10.0.0.1", role: "actor"},
    ...{src: "10.0.0.1", dst: null, domain: null, port: null, proto: null, from: 10, to: 10},
    ...{stratum: "new", facts: {}, ...given}
  };
}

const ends = {time: 12 * hour, src: "10.0.0.1", dst: "192.0.2.1", port: 443};

it("of(ends) finds what is about the source or the destination, most unusual first", () => {
  const target = piece({id: 1, entity: "192.0.2.1", role: "target", src: null, dst: "192.0.2.1", ratePerDay: 0.001}); // prettier-ignore
  const index = evidenceIndex([piece({}), target, piece({id: 2, entity: "10.0.0.9"})]);
  expect(index.of(ends).map(({id}) => id)).toEqual([1, 0]);
  expect(index.of(ends, 1).map(({id}) => id)).toEqual([1]);
});

it("of(ends) skips evidence about another pair or port, of later hours, of a day ago, and of every day", () => {
  const others = [{dst: "192.0.2.2"}, {port: 80}, {from: 13, to: 13}, {ratePerDay: 1}];
  const index = evidenceIndex(others.map((given, id) => piece({id, ...given})));
  expect(index.size).toBe(3);
  expect(index.of(ends)).toEqual([]);
  expect(evidenceIndex([piece({})]).of({...ends, time: 34 * hour}).length).toBe(1);
  expect(evidenceIndex([piece({})]).of({...ends, time: 35 * hour})).toEqual([]);
  expect(evidenceIndex([piece({port: 80})]).of({...ends, port: NaN}).length).toBe(1);
});

it("silentDetectors names detectors of the registry, with a reason", () => {
  const names = entityDetectors.map(({name}) => name);
  expect(silentDetectors.map(({name}) => name)).toEqual(["flow-model", "dns-names"]);
  for (const {name, why} of silentDetectors) {
    expect(names).toContain(name);
    expect(why.length).toBeGreaterThan(10);
  }
});
