import {expect, it} from "vitest";
import {greatDrift} from "../../../src/components/evaluation/evaluation-notices.js";
import {
  precisionOverRecall,
  recallOverAlerts
} from "../../../src/components/evaluation/method-curves.js";
import {
  formatMeasured,
  hardest,
  hasClasses,
  rankedMethods,
  shownMethods
} from "../../../src/components/evaluation/study-methods.js";
import {studyExports} from "../../../src/components/evaluation/study-exports.js";
import {difficultyOf} from "../../../src/components/evaluation/difficulty.js";
import {measured, studyWith} from "./study-fixture.js";

const study = studyWith();
const names = (methods: readonly {name: string}[]) => methods.map(({name}) => name);

it("rankedMethods(study) ranks by novel attacks, and by seen ones where both regimes are one", () => {
  expect(names(rankedMethods(study))).toEqual(["knn", "ecod", "isolation-forest", "log-bytes", "svm", "random"]); // prettier-ignore
  const one = studyWith({rows: {seen: 50, novel: null}});
  expect(hardest(one)).toBe("seen");
  expect(names(rankedMethods(one))[0]).toBe("svm");
});

it("shownMethods(study, flowModel) is the flow model, the two best others and the best baseline", () => {
  expect(names(shownMethods(study, "isolation-forest"))).toEqual(["isolation-forest", "knn", "ecod", "log-bytes"]); // prettier-ignore
});

it("formatMeasured(measured) has no error of one seed, and a dash where nothing is defined", () => {
  expect(formatMeasured(measured(0.4))).toBe("0.400 ± 0.010");
  expect(formatMeasured({...measured(0.4), error: null})).toBe("0.400");
  expect(formatMeasured(null)).toBe("–");
});

it("hasClasses(study) is false without labels, and where all are of one class", () => {
  const rates = [0.05, null, 0, 1].map((event) => hasClasses({baseRate: {event, hour: null}}));
  expect(rates).toEqual([true, false, false, false]);
});

it("precisionOverRecall(curve) and recallOverAlerts(curve) divide by attacks, alerts and days", () => {
  const [{seen}] = study.methods;
  const curve = {...{name: "A", kind: "own" as const, attacks: 5, points: seen.curve}, atBudget: seen.units[0]}; // prettier-ignore
  const line = precisionOverRecall(curve);
  expect(line.points).toEqual([{x: 0.2, y: 1}, {x: 0.8, y: 0.4}, {x: 1, y: 0.05}]); // prettier-ignore
  expect(line.spread?.at).toEqual({x: 0.8, y: 0.4});
  expect(line.spread?.y).toEqual([0.2, 0.4 * 1.5]);
  const recall = recallOverAlerts(curve, {perDay: 3, budget: 30});
  expect(recall.points.map(({x}) => x)).toEqual([3, 30, 300]);
  expect(recall.spread?.at).toEqual({x: 30, y: 0.8});
  expect(precisionOverRecall({...curve, attacks: 0}).points).toEqual([]);
});

it("greatDrift(drift) keeps what is above the bound", () => {
  expect(names(greatDrift(study.drift))).toEqual(["log_orig_bytes"]);
});

it("studyExports(study) has a row for each method, regime and unit, with all columns in each", async () => {
  const rows = await studyExports(study).measures.rows();
  expect(rows).toHaveLength(study.methods.length * 2 * 2);
  expect(new Set(rows.map((row) => Object.keys(row).join()))).toHaveLength(1);
  expect(await studyExports(studyWith({rows: {seen: 50, novel: null}})).periods.rows()).toHaveLength(12); // prettier-ignore
});

it.each([
  ["C2 beacon", null],
  ["beacon, difficulty 2", 2],
  ["port scan (tier 3)", 3],
  ["tiered storage 7", null]
])("difficultyOf(%j) is %j", (name, difficulty) => {
  expect(difficultyOf(name)).toBe(difficulty);
});
