import {cancelRun} from "../../../engine/cancel.js";
import type {CommandCall} from "../command.js";
import {readRun} from "./read-run.js";

/** Cancels a distributed run. */
export async function cancel(
  args: string[],
  {settings, json, print}: CommandCall
): Promise<number> {
  const run = readRun("cancel", args);
  const state = await cancelRun(run, settings);
  if (json) print(JSON.stringify({run, state}));
  else if (state === "cancelled")
    print(
      `${run} was cancelled; what it made stays: \`atalaya runs resume ${run}\` goes on from there`
    );
  else print(`${run} ${state} before it was cancelled`);
  return state === "cancelled" ? 0 : 1;
}
