import {resumeRun} from "../../../engine/resume.js";
import type {CommandCall} from "../command.js";
import {readRun} from "./read-run.js";

/** Submits a distributed run once more, for what is missing of it. */
export async function resume(
  args: string[],
  {settings, json, print}: CommandCall
): Promise<number> {
  const resumes = readRun("resume", args);
  const run = await resumeRun(resumes, settings);
  if (json) print(JSON.stringify({run, resumes}));
  else print(`${run} resumes ${resumes}: \`atalaya runs watch ${run}\` follows it`);
  return 0;
}
