import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {modelFeatures} from "../../src/core/features/list.js";
import {growForest} from "../../src/core/forest/grow.js";
import {seeded} from "../../src/core/forest/random.js";
import {encodeForest, modelToJson} from "../../src/core/forest/serialize.js";
import {machine} from "./machine.js";
import {closedLoop, openLoop} from "./serving/load.js";
import type {LoadRequest} from "./serving/load.js";
import {startAtalaya, startFastApi, startKserve} from "./serving/servers.js";
import type {MeasuredServer} from "./serving/servers.js";

// Measures the scoring service, and the same kind of forest behind Python’s servers, in one sitting:
//
//   npm run bench:serving -- --seconds 20 --python VENV/bin/python
//
// where `python -m venv VENV && VENV/bin/pip install scikit-learn fastapi uvicorn kserve` made the environment. Without --python, the
// scoring service alone. Each server is one process and is measured after the other; the load comes from this one. JSON on standard output.

const {values: options} = parseArgs({options: {seconds: {type: "string"}, rate: {type: "string"}, python: {type: "string"}}}); // prettier-ignore
const seconds = Number(options.seconds ?? 20);
const rate = Number(options.rate ?? 1000);
const names = modelFeatures.map(({name}) => name);
const columns = names.length;

/** Returns *rows* random rows in [0, 1). */
function randomRows(rows: number, seed: number): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({length: rows * columns}, random);
}

function writeModel(path: string): void {
  const matrix = {rows: 20_000, columns, values: randomRows(20_000, 1)};
  const forest = encodeForest(growForest(matrix, {trees: 100, sampleSize: 256, seed: 1}));
  const training = {silver: "0".repeat(64), from: "2024-01-01T00:00:00Z", until: "2024-01-02T00:00:00Z", windowRows: 20_000, rows: 20_000}; // prettier-ignore
  const profile = {quantiles: [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1], values: names.map(() => [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])}; // prettier-ignore
  writeFileSync(path, modelToJson({format: "atalaya-model/1", name: "isolation-forest", parameters: {}, features: names, training, profile, forest})); // prettier-ignore
}

function jsonRequest({address}: MeasuredServer, rows: number): LoadRequest {
  const data = Array.from(randomRows(rows, 2));
  const inputs = [{name: "events", shape: [rows, columns], datatype: "FP32", data}];
  return {
    url: `${address}/v2/models/flows/infer`,
    body: Buffer.from(JSON.stringify({inputs, outputs: [{name: "score"}]})),
    headers: {"content-type": "application/json"}
  };
}

function binaryRequest({address}: MeasuredServer, rows: number): LoadRequest {
  const {buffer, byteLength} = randomRows(rows, 2);
  const parameters = {binary_data_size: byteLength};
  const inputs = [{name: "events", shape: [rows, columns], datatype: "FP32", parameters}];
  const outputs = [{name: "score", parameters: {binary_data: true}}];
  const head = Buffer.from(JSON.stringify({inputs, outputs}));
  return {
    url: `${address}/v2/models/flows/infer`,
    body: Buffer.concat([head, Buffer.from(buffer)]),
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(head.length)
    }
  };
}

/** Measures batches of *rows* rows: rows a second, and a second of processor time of the server. */
async function batches(server: MeasuredServer, request: LoadRequest, rows: number) {
  await closedLoop(request, {together: 2, seconds: 1}); // until it is compiled
  const before = server.usage();
  const {requestsPerSecond, failed, latencies} = await closedLoop(request, {together: 2, seconds});
  const after = server.usage();
  const used = before && after && after.processorSeconds - before.processorSeconds;
  return {
    rowsPerSecond: Math.round(requestsPerSecond * rows),
    rowsPerProcessorSecond: used ? Math.round((latencies.requests * rows) / used) : null,
    failed,
    milliseconds: latencies
  };
}

async function measure(server: MeasuredServer) {
  process.stderr.write(`${server.name} …\n`);
  const memory = [server.usage()?.megabytes ?? null];
  const remember = () => memory.push(server.usage()?.megabytes ?? null);
  const single = jsonRequest(server, 1);
  await openLoop(single, {perSecond: rate, seconds: 2}); // until it is compiled
  const before = server.usage();
  const latencies = await openLoop(single, {perSecond: rate, seconds});
  const after = server.usage();
  const used = before && after && after.processorSeconds - before.processorSeconds;
  remember();
  const json = await batches(server, jsonRequest(server, 1000), 1000);
  remember();
  const binary = server.isBinary ? await batches(server, binaryRequest(server, 1000), 1000) : null;
  remember();
  return {
    server: server.name,
    single: {perSecond: rate, seconds, milliseconds: latencies, processorMilliseconds: used && (1000 * used) / (rate * seconds)}, // prettier-ignore
    batchesOf1000: {json, binary},
    megabytes: memory
  };
}

const folder = mkdtempSync(join(tmpdir(), "bench-serving-"));
const model = join(folder, "model.json");
const {python} = options;
const starts = [
  () => startAtalaya(model),
  ...(python ? [() => startFastApi(python, columns), () => startKserve(python, columns)] : [])
];
const results: object[] = [];
try {
  writeModel(model);
  for (const start of starts) {
    const server = await start().catch((error: Error) => {
      results.push({error: error.message});
      return undefined;
    });
    if (!server) continue;
    results.push(await measure(server).finally(() => server.stop()));
  }
  process.stdout.write(`${JSON.stringify({machine: machine(), columns, trees: 100, results}, null, 2)}\n`); // prettier-ignore
} finally {
  rmSync(folder, {recursive: true, force: true});
}
