import {existsSync, readFileSync} from "node:fs";
import {measureProcess, round} from "./measure-process.js";
import type {Measured} from "./measure-process.js";

/** What the script took for some logs. */
export interface ScriptResult extends Measured {
  /** What it printed: seconds of its steps, rows and memory. */
  printed: {[name: string]: number};
}

/** A Python and the script that it runs. */
export interface Script {
  python: string;
  script: string;

  /** The kernels of OpenBLAS; undefined for those that it chooses itself. */
  kernel?: string;
}

/** Returns the kernels of OpenBLAS that are the fastest that this processor has, or what the environment says; undefined where it is not known. */
export function bestKernel(
  environment: NodeJS.ProcessEnv = process.env,
  information = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : ""
): string | undefined {
  if (environment.OPENBLAS_CORETYPE) return environment.OPENBLAS_CORETYPE;
  const has = (flag: string) => new RegExp(`^flags\\s*:.*\\b${flag}\\b`, "m").test(information);
  if (has("avx512_bf16")) return "Cooperlake";
  if (has("avx512f")) return "SkylakeX";
  if (!has("avx2")) return undefined;
  return information.includes("AuthenticAMD") ? "Zen" : "Haswell";
}

/** Runs the script over the logs that *glob* matches. */
export async function runScript(
  {python, script, kernel}: Script,
  glob: string
): Promise<ScriptResult> {
  const env = {...process.env, ...(kernel && {OPENBLAS_CORETYPE: kernel})};
  const {output, measured} = await measureProcess(python, [script, glob], env);
  const printed = JSON.parse(output.trim().replaceAll("'", '"')) as ScriptResult["printed"];
  return {...measured, printed};
}

/** Returns how many times as fast *ours* is as *theirs*; null if it was not measured. */
export function timesAsFast(ours: Measured, theirs: Measured | null): number | null {
  return theirs && round(theirs.seconds / ours.seconds);
}
