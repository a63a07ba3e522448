import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {gunzipSync} from "node:zlib";
import {syntheticFeed} from "../../pipeline/ingestion/synthetic/feed.js";
import {folderStore} from "../../pipeline/storage/folder.js";
import {batchRun} from "../pipeline/serving/events/batch-run.js";
import type {BatchRun} from "../pipeline/serving/events/batch-run.js";
import {codeVersion, machine} from "./machine.js";
import {startScoring} from "./events/scoring-process.js";
import type {ScoringProcess} from "./events/scoring-process.js";
import {compareFinals, replay} from "./events/replay.js";
import {soak} from "./events/soak.js";

// Prints what live scoring takes, as JSON: a day of events replayed at a multiple of its speed, each final score beside that
// of a run; and, with --events, so many events as fast as they are taken, with the memory of the service on the way.

const {values, positionals: logs} = parseArgs({
  allowPositionals: true,
  options: {
    flows: {type: "string", default: "100000"},
    days: {type: "string", default: "1"},
    speed: {type: "string", default: "1000"},
    lateness: {type: "string", default: "300"},
    events: {type: "string", default: "0"},
    rate: {type: "string", default: "1000000"},
    reasons: {type: "string", default: "0"}
  }
});
const [flows, days, speed, lateness, events, rate, reasonsFrom] = [values.flows, values.days, values.speed, values.lateness, values.events, values.rate, values.reasons].map(Number); // prettier-ignore
const folder = await mkdtemp(join(tmpdir(), "atalaya-events-"));
try {
  const given = logs.length > 0 ? await Promise.all(logs.map(readLog)) : [syntheticLog()];
  const batch = await runBatch(given);
  const modelPath = join(folder, "isolation-forest.json");
  await writeFile(modelPath, batch.modelFile);
  const serve = (name: string): Promise<ScoringProcess> =>
    startScoring({workspace: join(folder, name), modelPath, lateness});
  const replayed = await measureReplay(await serve("replay"), given, batch);
  const soaked = events > 0 ? await measureSoak(await serve("soak")) : null;
  const input = logs.length > 0 ? {logs: logs.length} : {flows, days};
  const report = {machine: machine(), version: codeVersion(), input, lateness, replayed, soaked};
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(folder, {recursive: true, force: true});
}

async function readLog(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

function syntheticLog(): Buffer {
  return Buffer.concat([...syntheticFeed({flows, days})]);
}

async function runBatch(given: readonly Buffer[]): Promise<BatchRun> {
  const scratch = join(folder, "scratch");
  await mkdir(scratch);
  const store = (layer: string) => folderStore(join(folder, "store", layer));
  const stores = {raw: store("raw"), silver: store("silver"), models: store("models"), eval: store("eval")}; // prettier-ignore
  const reporter = {begin() {}, progress() {}, end() {}, warn() {}};
  return batchRun(given, {folder, scratch, threads: 2, warnings: [], stores, reporter});
}

async function measureReplay(
  scoring: ScoringProcess,
  given: readonly Buffer[],
  batch: BatchRun
): Promise<object> {
  try {
    const texts = given.map((log) => log.toString("utf8"));
    const sent = await replay(scoring, texts, {speed, reasonsFrom});
    const compared = await compareFinals(scoring, sent, batch.scores);
    return {...sent.report, ...compared, process: scoring.measured()};
  } finally {
    await scoring.stop();
  }
}

async function measureSoak(scoring: ScoringProcess): Promise<object> {
  try {
    return {...(await soak(scoring, {events, rate, reasonsFrom})), process: scoring.measured()};
  } finally {
    await scoring.stop();
  }
}
