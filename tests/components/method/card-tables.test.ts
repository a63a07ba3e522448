import {expect, it} from "vitest";
import {dataSheetOf} from "../../../src/components/method/data-sheet.js";
import {pitfallsOf} from "../../../src/components/method/pitfalls.js";
import type {PitfallFacts} from "../../../src/components/method/pitfalls.js";
import type {Metrics} from "../../../src/core/schema/published.js";
import {todayWith} from "../today/today-fixture.js";

const metrics = (changes: Partial<Metrics>) =>
  ({...{model: "isolation-forest", window: "all", events: 90, labelled: 0, attacks: 0}, ...{ap: null, auroc: null, baseRate: null, byAttack: []}, ...changes}) as Metrics; // prettier-ignore
const unlabelled = [metrics({}), metrics({window: "test", events: 40})];
const labelled = [
  metrics({labelled: 90, attacks: 9}),
  metrics({window: "test", events: 40, labelled: 40, attacks: 4, ap: 0.3, auroc: 0.8, baseRate: 0.1}) // prettier-ignore
];
const facts = (of: readonly Metrics[], synthetic: boolean, codes: string[] = []) => {
  const today = todayWith({metrics: [...of], warnings: codes.map((code) => ({code, message: code})) as never}); // prettier-ignore
  return {
    today: {...today, provenance: {...today.provenance, synthetic}},
    model: {
      training: {until: "2026-03-05T00:00:00.000000Z"},
      features: ["a"]
    } as unknown as PitfallFacts["model"],
    models: {comparison: null}
  };
};
const statusOf = (given: PitfallFacts, name: string) =>
  pitfallsOf(given).find((one) => one.name === name)!;

it("pitfallsOf(facts) has the ten of the paper, each with a link", () => {
  const rows = pitfallsOf(facts(labelled, true));
  expect(rows).toHaveLength(10);
  expect(new Set(rows.map(({name}) => name)).size).toBe(10);
  for (const {evidence} of rows) expect(evidence.href).toMatch(/^\.\.\/[a-z/-]+\.html$/);
});

it("pitfallsOf(facts) answers from the facts of the run", () => {
  const [real, synthetic] = [facts(unlabelled, false), facts(labelled, true)];
  expect(statusOf(real, "Lab-only evaluation").status).toBe("partly");
  expect(statusOf(synthetic, "Lab-only evaluation").status).toBe("present");
  expect(statusOf(real, "Base rate fallacy").answer).toContain("No base rate is known");
  expect(statusOf(synthetic, "Base rate fallacy").answer).toContain("10 %");
  expect(statusOf(real, "Data snooping").status).toBe("avoided");
  expect(statusOf(facts(labelled, true, ["overlap"]), "Data snooping").status).toBe("present");
  expect(statusOf(real, "Inappropriate baseline").status).toBe("not measured");
});

it("dataSheetOf(facts) counts lines and labels, and repeats the warnings", () => {
  const {today} = facts(unlabelled, false, ["few-events"]);
  const rows = dataSheetOf({today, lineage: {inputs: []}});
  const answer = (question: string) => rows.find((row) => row.question === question)?.answer;
  expect(answer("Are there labels?")).toMatch(/^No\./);
  expect(answer("What must a user know first?")).toContain("few-events");
  expect(rows.every((row) => row.answer.length > 0)).toBe(true);
});
