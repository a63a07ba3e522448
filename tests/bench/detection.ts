import {execFile} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs, promisify} from "node:util";
import {openSession} from "../../pipeline/duckdb/session.js";
import type {DetectionMeasures, DetectionPage} from "../../src/core/schema/detection.js";
import {codeVersion, machine, root} from "./machine.js";

// How many attacks the incidents find, by seed and difficulty: of the generator, or of labelled logs whose names hold
// {seed} and {difficulty}. With --benign: how often a day evidence of each detector occurs in the test half of a
// network without attacks, at the rates that it states. Each figure is of one `atalaya run` in a workspace of its own.

const {values: options} = parseArgs({
  options: {
    seeds: {type: "string", default: "1,7,42"},
    difficulties: {type: "string", default: "0,1,2,3"},
    flows: {type: "string", default: "250000"},
    logs: {type: "string"},
    benign: {type: "boolean", default: false}
  }
});

const rates = [1, 0.1];
const results: object[] = [];
const summaries: object[] = [];
for (const difficulty of options.difficulties.split(",")) {
  const measured: DetectionMeasures[] = [];
  const counts: {[detector: string]: number[]}[] = [];
  for (const seed of options.seeds.split(",")) {
    const workspace = await mkdtemp(join(tmpdir(), "atalaya-detection-"));
    try {
      await runFlow(workspace, seed, difficulty);
      const folder = publishedFolder(workspace);
      if (options.benign) counts.push(await countEvidence(folder));
      else measured.push(readMeasures(folder));
    } finally {
      await rm(workspace, {recursive: true, force: true});
    }
    const last = options.benign ? counts.at(-1)! : measured.at(-1)!;
    results.push({difficulty, seed, ...last});
    process.stderr.write(`difficulty ${difficulty}, seed ${seed}: ${brief(last)}\n`);
  }
  summaries.push({difficulty, ...(options.benign ? meanCounts(counts) : meanMeasures(measured))});
}
const of = options.logs ?? `generator, ${options.flows} flows`;
process.stdout.write(
  `${JSON.stringify({version: codeVersion(), machine: machine(), of, summaries, results}, null, 1)}\n`
);

async function runFlow(workspace: string, seed: string, difficulty: string): Promise<void> {
  const input = options.logs
    ? [options.logs.replace("{seed}", seed).replace("{difficulty}", difficulty)]
    : ["--flows", options.flows, "--difficulty", difficulty, ...(options.benign ? ["--no-attacks"] : [])]; // prettier-ignore
  const args = ["run", ...input, "--seed", seed, "--workspace", workspace, "--json"];
  await promisify(execFile)(process.execPath, [join(root, "pipeline/atalaya.js"), ...args], {
    maxBuffer: 1 << 26
  });
}

/** Returns the folder that the only evaluation of *workspace* has published into. */
function publishedFolder(workspace: string): string {
  const bucket = join(workspace, "store/cybersec-ml-eval");
  const [found] = readdirSync(bucket, {recursive: true, encoding: "utf8"}).filter((path) =>
    path.endsWith("detection.json")
  );
  return join(bucket, found, "..");
}

function readMeasures(folder: string): DetectionMeasures {
  const {measures} = JSON.parse(
    readFileSync(join(folder, "detection.json"), "utf8")
  ) as DetectionPage;
  if (!measures) throw new Error("no labelled attack in the test window");
  return measures;
}

/** Counts per day of the test window the evidence of each detector at most as frequent as each of *rates*. */
async function countEvidence(folder: string): Promise<{[detector: string]: number[]}> {
  const scratch = await mkdtemp(join(tmpdir(), "atalaya-evidence-"));
  const session = await openSession({scratch});
  try {
    await session.run(`ATTACH '${join(folder, "events.duckdb")}' AS published (READ_ONLY)`);
    const [{from, days}] = await session.rows<{from: number; days: number}>(
      `SELECT epoch_ms(min(time)) + (epoch_ms(max(time)) - epoch_ms(min(time))) / 2 AS from,
        (epoch_ms(max(time)) - epoch_ms(min(time))) / 2 / 86400000.0 AS days FROM published.events`
    );
    const rows = await session.rows<{detector: string; most: number; some: number}>(
      `SELECT detector, count(DISTINCT (since, incident)) FILTER (rate_per_day <= ${rates[0]})::DOUBLE AS most,
        count(DISTINCT (since, incident)) FILTER (rate_per_day <= ${rates[1]})::DOUBLE AS some
      FROM published.evidence WHERE epoch_ms(since) >= ${from} GROUP BY detector ORDER BY detector`
    );
    return Object.fromEntries(rows.map(({detector, most, some}) => [detector, [most / days, some / days]])); // prettier-ignore
  } finally {
    session.close();
    await rm(scratch, {recursive: true, force: true});
  }
}

/** Returns the mean and the standard deviation of each figure over seeds. */
function meanMeasures(measured: readonly DetectionMeasures[]): object {
  const figures = {
    found: measured.map(({found, attacks}) => found / attacks),
    incidentAp: measured.map(({incidentAp}) => incidentAp ?? NaN),
    flowAp: measured.map(({flowAp}) => flowAp ?? NaN),
    precision: measured.map(({trueShown, shown}) => trueShown / shown),
    incidentsPerDay: measured.map(({incidents, days}) => incidents / days)
  };
  return {
    ...Object.fromEntries(Object.entries(figures).map(([name, list]) => [name, spread(list)])),
    systems: Object.fromEntries(
      (["rules", "models", "both"] as const).map((system, i) => [system, meanSystem(measured, i)])
    ),
    scenarios: foundBy(measured)
  };
}

/** Returns what the *i*th of the systems finds: the share of all attacks, of those of each name, and how precise it is. */
function meanSystem(measured: readonly DetectionMeasures[], i: number): object {
  const byScenario: {[name: string]: number} = {};
  for (const {systems} of measured)
    for (const [name, n] of Object.entries(systems[i].byScenario))
      byScenario[name] = (byScenario[name] ?? 0) + n;
  return {
    found: spread(measured.map(({systems, attacks}) => systems[i].found / attacks)),
    precision: spread(measured.map(({systems}) => systems[i].trueShown / systems[i].shown)),
    byScenario
  };
}

/** Returns the share of attacks of each name that is found, over all seeds, and by each detector alone. */
function foundBy(measured: readonly DetectionMeasures[]): object {
  const all = measured.flatMap(({scenarios}) => scenarios);
  const names = [...new Set(all.map(({name}) => name))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const own = all.filter((scenario) => scenario.name === name);
      const sum = (read: (scenario: (typeof own)[0]) => number) =>
        own.reduce((total, scenario) => total + read(scenario), 0);
      const detectors = [...new Set(own.flatMap(({byDetector}) => Object.keys(byDetector)))].sort();
      const by = detectors.map((d) => [d, sum(({byDetector}) => byDetector[d] ?? 0)] as const);
      return [name, {attacks: sum((s) => s.attacks), found: sum((s) => s.found), by: Object.fromEntries(by)}]; // prettier-ignore
    })
  );
}

function meanCounts(counts: readonly {[detector: string]: number[]}[]): object {
  const names = [...new Set(counts.flatMap((count) => Object.keys(count)))].sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      Object.fromEntries(
        rates.map((rate, i) => [`at ${rate} a day`, spread(counts.map((c) => c[name]?.[i] ?? 0))])
      )
    ])
  );
}

function spread(values: readonly number[]): {mean: number; deviation: number} {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length - 1); // prettier-ignore
  const rounded = (x: number) => Number(x.toFixed(3));
  return {mean: rounded(mean), deviation: rounded(Math.sqrt(variance))};
}

function brief(figures: DetectionMeasures | {[detector: string]: number[]}): string {
  if (!("attacks" in figures)) return JSON.stringify(figures);
  const {found, attacks, incidentAp, flowAp} = figures as DetectionMeasures;
  return `found ${found} of ${attacks}, incident AP ${incidentAp?.toFixed(3)}, flow AP ${flowAp?.toFixed(3)}`;
}
