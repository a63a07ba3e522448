import {join} from "node:path";
import {phases} from "../../../src/core/schema/artifacts.js";
import {root} from "../machine.js";
import {measureProcess, round} from "./measure-process.js";
import type {Measured} from "./measure-process.js";

/** What `atalaya run --json` prints, as far as the bench reads it. */
interface RunResult {
  raw: {accepted: number};
  reused: {[phase: string]: boolean};
  seconds: {[phase: string]: number};
  processor: {[phase: string]: number};
  partitions?: {made: number; reused: number};
}

/** What a phase took. */
export interface PhaseRow {
  phase: string;
  seconds: number;
  processor_seconds: number;
  cores_busy: number;
  rows_per_second: number;
  reused: boolean;
}

/** What a run took. */
export interface RunRow extends Measured {
  rows: number;
  rows_per_second: number;

  /** Partitions made and reused; null if the run does not count them. */
  partitions: {made: number; reused: number} | null;
  phases: PhaseRow[];
}

const bin = join(root, "pipeline/atalaya.js");

/** Runs all phases over *logs* in *workspace*, in a process of its own, with the further *options*. */
export async function measureRun(
  workspace: string,
  logs: readonly string[],
  options: readonly string[]
): Promise<RunRow> {
  const args = [bin, "run", "--workspace", workspace, "--json", ...options, "--", ...logs];
  const {output, measured} = await measureProcess(process.execPath, args);
  const {raw, reused, seconds, processor, partitions = null} = JSON.parse(output) as RunResult;
  const rows = raw.accepted;
  return {
    ...measured,
    rows,
    rows_per_second: Math.round(rows / measured.seconds),
    partitions,
    phases: phases.map((phase) => ({
      phase,
      seconds: seconds[phase],
      processor_seconds: processor[phase],
      cores_busy: round(processor[phase] / Math.max(0.001, seconds[phase])),
      rows_per_second: Math.round(rows / Math.max(0.001, seconds[phase])),
      reused: reused[phase]
    }))
  };
}

/** Builds the site of the latest run in *workspace* into *out*. */
export async function measureBuild(workspace: string, out: string): Promise<Measured> {
  const args = [bin, "build", "--workspace", workspace, "--out", out];
  return (await measureProcess(process.execPath, args)).measured;
}
