import {expect, it} from "vitest";
import {exampleRules} from "../../../../src/components/rules/try/examples.js";
import {lineSpan} from "../../../../src/components/rules/try/line-span.js";
import {lengthProblem} from "../../../../src/components/rules/try/rule-editor.js";
import {readTriedText, storeTriedText} from "../../../../src/components/rules/try/stored-text.js";
import {hitsSentence, overlapSentence} from "../../../../src/components/rules/try/trial-sentences.js"; // prettier-ignore
import {planTrial} from "../../../../src/core/sigma/trial/plan-trial.js";

const log = {threshold: 0.5, max: 1, first: 0, last: 1, events: 100, labelled: 100, attacks: 4};
const summary = {hits: 20, records: 20, flows: 20, entities: 2, entity_hours: 15, alerts: 5, attacks: 10, benign: 10, first: 0, last: 1}; // prettier-ignore
const facts = {kind: "rule", summary, log, days: 10, budgetPerDay: 50} as const;

it("exampleRules are valid, each with a rule that can be run over flows", () => {
  for (const {text} of exampleRules) {
    const {rules, problems} = planTrial(text);
    expect(problems).toEqual([]);
    expect(rules.map(({query}) => query!.tables)).toEqual([["events"]]);
  }
});

it("hitsSentence(facts) says what a rule would cost a day", () => {
  expect(hitsSentence(facts)).toBe("20 hits by 2 hosts, in 15 host-hours: about 1.5 alerts a day, of a budget of 50."); // prettier-ignore
  const windows = {...facts, kind: "correlation", summary: {...summary, hits: 1}} as const;
  expect(hitsSentence(windows)).toMatch(/^1 window with 20 records by 2 hosts/);
  expect(hitsSentence({...facts, summary: {...summary, hits: 0}})).toBe("No hit in 10 days.");
});

it("overlapSentence(facts) gives precision beside the base rate, and nothing of labels that are not there", () => {
  expect(overlapSentence(facts)).toBe("Of 20 flows, 5 (25 %) are alerts of the model; of 20 with a label, 10 are attacks: precision 50 % (base rate 4 %)."); // prettier-ignore
  expect(overlapSentence({...facts, log: {...log, labelled: 0}})).toMatch(/the log has no labels\.$/); // prettier-ignore
  expect(overlapSentence({...facts, summary: {...summary, flows: 0}})).toBeNull();
});

it("lineSpan(text, line) is where a line begins and ends, and the last line beyond it", () => {
  expect([1, 2, 3, 9].map((line) => lineSpan("a\n\nbc", line))).toEqual([
    {start: 0, end: 1},
    {start: 2, end: 2},
    {start: 3, end: 5},
    {start: 3, end: 5}
  ]);
});

it("lengthProblem(length, added) keeps out what a browser takes seconds to lay out", () => {
  expect(lengthProblem(300_000, "a")).toBeNull();
  expect(lengthProblem(300_001, "a")).toMatch(/^too long/);
  expect(lengthProblem(20_000, "\n".repeat(10_000))).toMatch(/^too long/);
});

it("storeTriedText(text) is read on the next visit; an empty one removes it, and no storage is no error", () => {
  const items = new Map<string, string>();
  const storage = () =>
    ({
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key)
    }) as Storage;
  expect(storeTriedText("title: t", storage)).toBe(true);
  expect(readTriedText(storage)).toBe("title: t");
  storeTriedText(" ", storage);
  expect(readTriedText(storage)).toBeNull();
  const none = () => {
    throw new Error("denied");
  };
  expect([storeTriedText("a", none), readTriedText(none)]).toEqual([false, null]);
});
