import {expect, it} from "vitest";
import {attackRecalls, regimeSlopes} from "../../../src/components/essays/regime-slopes.js";
import {regimeAnswer} from "../../../src/components/essays/regime-view.js";
import type {StudiedMethod} from "../../../src/core/schema/study.js";

const measures = (mean: number, low: number, high: number, recallByAttack = {}) => ({
  units: [{unit: "event", ap: {mean, error: null, low, high}}],
  recallByAttack
});
const method = (name: string, seen: object, novel: object | null) =>
  ({name, title: name, kind: "detector", seen, novel}) as unknown as StudiedMethod;
const a = method("a", measures(0.2, 0.1, 0.3), measures(0.5, 0.4, 0.6));
const b = method("b", measures(0.4, 0.3, 0.5), measures(0.35, 0.2, 0.45));

it("regimeSlopes(study) orders by novel attacks, or by seen ones without such a regime", () => {
  expect(regimeSlopes({methods: [b, a]}).map(({name}) => name)).toEqual(["a", "b"]);
  const only = [
    {...a, novel: null},
    {...b, novel: null}
  ];
  expect(regimeSlopes({methods: only}).map(({name}) => name)).toEqual(["b", "a"]);
});

it("regimeAnswer(slopes) counts which methods gain, and which by more than their intervals", () => {
  expect(regimeAnswer(regimeSlopes({methods: [a, b]}))).toMatch(/, 1 of 2 detectors .* For 1 the intervals .* a: .* 0\.500, and 0\.200 with them/); // prettier-ignore
  expect(regimeAnswer(regimeSlopes({methods: [{...a, novel: null}]}))).toMatch(
    /no labelled attack/
  );
});

it("attackRecalls(study, method) puts first what training does not hold, and 0 where nothing is found", () => {
  const seen = measures(0, 0, 0, {scan: 0.5});
  const attacks = [{attack: "scan", events: 9, isSeen: true}, {attack: "constructor", events: 2, isSeen: false}]; // prettier-ignore
  const rows = attackRecalls({attacks}, method("a", seen, null));
  expect(rows.map(({attack, seen, novel}) => [attack, seen, novel])).toEqual([
    ["constructor", 0, null],
    ["scan", 0.5, null]
  ]);
});
