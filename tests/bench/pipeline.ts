import {existsSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {parseArgs} from "node:util";
import {codeVersion, machine, root} from "./machine.js";
import {makeLogs} from "./pipeline/make-logs.js";
import type {BenchLogs} from "./pipeline/make-logs.js";
import {measureBuild, measureRun} from "./pipeline/measure-run.js";
import {bestKernel, runScript, timesAsFast} from "./pipeline/reference-script.js";
import type {Script} from "./pipeline/reference-script.js";

const {values} = parseArgs({
  options: {
    flows: {type: "string", default: "1000000"},
    files: {type: "string", default: "24"},
    threads: {type: "string"},
    fast: {type: "boolean", default: false},
    python: {type: "string"},
    script: {type: "string"},
    folder: {type: "string", default: tmpdir()}
  }
});

const options = [
  ...(values.threads ? ["--threads", values.threads] : []),
  ...(values.fast ? ["--fast"] : [])
];

// Each in a process of its own, one after the other, in fresh workspaces that are removed as soon as they were measured.
const folder = await mkdtemp(join(values.folder, "atalaya-bench-"));
try {
  const logs = await makeLogs(folder, Number(values.flows), Number(values.files));
  process.stdout.write(`${JSON.stringify(await report(logs), null, 2)}\n`);
} finally {
  await rm(folder, {recursive: true, force: true});
}

async function report(logs: BenchLogs) {
  const script = findScript();
  const one = await measureOne(logs.one);
  const script_one = script && (await runScript(script, logs.one));
  await rm(logs.one);
  const many = await measureMany(logs.files);
  const glob = join(dirname(logs.files[0]), "conn.*.log.gz");
  const script_files = script && (await runScript(script, glob));
  return {
    machine: machine(),
    code_version: codeVersion(),
    flows: Number(values.flows),
    files: logs.files.length,
    fast: values.fast,
    one_gz: one,
    ...many,
    script: script && {
      ...{kernel: script.kernel ?? null, one_gz: script_one, files: script_files},
      times_as_fast: {
        one_gz: timesAsFast(one, script_one),
        one_file_more: timesAsFast(many.one_file_more, script_files),
        nothing_new: timesAsFast(many.nothing_new, script_files)
      }
    }
  };
}

/** Measures a run over one log. */
async function measureOne(log: string) {
  const workspace = join(folder, "one");
  const run = await measureRun(workspace, [log], options);
  await rm(workspace, {recursive: true});
  return run;
}

/** Measures runs over all *files* but the last, with it, and with nothing new; and the site. */
async function measureMany(files: readonly string[]) {
  const [workspace, out] = [join(folder, "files"), join(folder, "site")];
  const all_but_one = await measureRun(workspace, files.slice(0, -1), options);
  const one_file_more = await measureRun(workspace, files, options);
  const nothing_new = await measureRun(workspace, files, options);
  const build = await measureBuild(workspace, out);
  await Promise.all([workspace, out].map((path) => rm(path, {recursive: true})));
  return {all_but_one, one_file_more, nothing_new, build};
}

/** Returns the script to run beside, if a Python is named and the script is there. */
function findScript(): Script | null {
  const {python, script = join(root, "../shared/bench/baseline.py")} = values;
  if (python === undefined) return null;
  if (!existsSync(script)) throw new Error(`script not found: ${script}; name it with --script`);
  return {python, script, kernel: bestKernel()};
}
