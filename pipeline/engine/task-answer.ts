import type {Json} from "../../src/core/schema/artifacts.js";
import {OutageError, UsageError} from "../config/errors.js";
import {SetAsideError} from "../tasks/executor.js";

/** How a task ended: with its result, with a mistake of the user’s that no attempt would change, or set aside. */
export type TaskAnswer =
  | {kind: "done"; result: Json}
  | {kind: "usage"; message: string}
  | {kind: "set-aside"; message: string};

/** The longest message of an error that is passed on, in characters. */
const maxMessage = 2_000;

/** Returns *answer* as it is stored. */
export function answerText(answer: TaskAnswer): string {
  if (answer.kind === "done") return JSON.stringify(answer);
  return JSON.stringify({...answer, message: answer.message.slice(0, maxMessage)});
}

/** Returns the result of the task *name* that *stored*, the output that DBOS has of it, holds; throws the error that it ended with. */
export function resultOf(name: string, stored: string | null): Json {
  const answer = parseAnswer(stored);
  if (answer?.kind === "done") return answer.result;
  if (answer?.kind === "usage") throw new UsageError(answer.message);
  if (answer?.kind === "set-aside") throw new SetAsideError(name, answer.message);
  throw new OutageError(`invalid result of the task ${name}: the table of tasks was changed`);
}

/** DBOS keeps a value in an envelope: `{"json": …}`. */
function parseAnswer(stored: string | null): TaskAnswer | undefined {
  try {
    const {json} = JSON.parse(stored ?? "{}") as {json?: string};
    return json === undefined ? undefined : (JSON.parse(json) as TaskAnswer);
  } catch {
    return undefined;
  }
}
