import {expect, it} from "vitest";
import {planner} from "../../../../src/components/rules/try/plan-client.js";
import type {PlanQuestion} from "../../../../src/components/rules/try/plan-worker.js";
import {planTrial} from "../../../../src/core/sigma/trial/plan-trial.js";

const rule = "title: t\nlogsource: {category: dns}\ndetection: {s: {query: a}, condition: s}";

/** A worker that answers at once, or never to a text that hangs. */
class TestWorker extends EventTarget {
  static started = 0;
  static ended = 0;

  constructor() {
    super();
    ++TestWorker.started;
  }

  postMessage({id, text}: PlanQuestion): void {
    if (text === "hang") return;
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", {data: {id, plan: planTrial(text)}}))); // prettier-ignore
  }

  terminate(): void {
    ++TestWorker.ended;
  }
}

it("planner().plan(text) ends the worker of a text that takes too long, and reads the next in another", async () => {
  const {plan} = planner(() => new TestWorker() as unknown as Worker, 20);
  await expect(plan("hang")).rejects.toThrow("too slow");
  expect((await plan(rule))!.rules.map(({title}) => title)).toEqual(["t"]);
  expect([TestWorker.started, TestWorker.ended]).toEqual([2, 1]);
});

it("planner().plan(text) reads the newest text, and answers null for those that it took the place of", async () => {
  const {plan} = planner(() => new TestWorker() as unknown as Worker, 1000);
  const answers = await Promise.all([plan(rule), plan("a"), plan("b"), plan(`${rule}\nlevel: low`)]); // prettier-ignore
  expect(answers.map((answer) => answer?.rules[0]?.level)).toEqual([null, undefined, undefined, "low"]); // prettier-ignore
  expect([answers[1], answers[2]]).toEqual([null, null]);
});
