import {expect, it} from "vitest";
import {OutageError, UsageError} from "../../../pipeline/config/errors.js";
import type {Enqueued} from "../../../pipeline/engine/dbos.js";
import {queueExecutor} from "../../../pipeline/engine/queue-executor.js";
import {answerText} from "../../../pipeline/engine/task-answer.js";
import type {TaskAnswer} from "../../../pipeline/engine/task-answer.js";
import {SetAsideError} from "../../../pipeline/tasks/executor.js";

/** A queue in memory that answers with *answers*, by the name of the task; a task without one waits. */
function queue(answers: Record<string, TaskAnswer>) {
  const batches: (readonly Enqueued[])[] = [];
  let asked = 0;
  let away = 2; // the database is away at first
  const statements = {
    async query<Row>(_: string, values?: unknown[]) {
      ++asked;
      if (away-- > 0) throw new OutageError("away");
      return (values![0] as string[]).flatMap((id) => {
        const answer = answers[id.split("/")[1]];
        const output = answer && JSON.stringify({json: answerText(answer)});
        return answer ? [{id, status: "SUCCESS", output}] : [];
      }) as Row[];
    }
  };
  const enqueue = async (items: readonly Enqueued[]) => void batches.push(items);
  return {executor: queueExecutor({run: "r", statements, enqueue}), batches, asked: () => asked};
}

const {signal} = new AbortController();

it("run(task) enqueues the tasks of a moment together, and returns or throws how each ended", async () => {
  const {executor, batches} = queue({
    a: {kind: "done", result: {key: "1"}},
    b: {kind: "set-aside", message: "three times"},
    c: {kind: "usage", message: "invalid log"}
  });
  const ask = (name: string) => executor.run({name, kind: "k", input: [1]}, signal);
  const [a, b, c] = await Promise.allSettled(["a", "b", "c"].map(ask));
  expect(a).toEqual({status: "fulfilled", value: {key: "1"}});
  expect(b).toMatchObject({reason: new SetAsideError("b", "three times")});
  expect(c).toMatchObject({reason: new UsageError("invalid log")});
  expect(batches).toHaveLength(1);
  expect(batches[0][0]).toEqual({id: "r/a", args: ["r", "a", "k", "[1]"], parent: "r"});
});

it("stop(error) rejects what waits, and what comes", async () => {
  const {executor} = queue({});
  const waiting = executor.run({name: "x", kind: "k", input: 1}, signal);
  executor.stop(new Error("cancelled"));
  await expect(waiting).rejects.toThrow("cancelled");
  await expect(executor.run({name: "y", kind: "k", input: 1}, signal)).rejects.toThrow("cancelled");
});

it("run(task, signal) rejects when the signal is aborted", async () => {
  const {executor} = queue({});
  const controller = new AbortController();
  const waiting = executor.run({name: "x", kind: "k", input: 1}, controller.signal);
  controller.abort(new Error("another failed"));
  await expect(waiting).rejects.toThrow("another failed");
});
