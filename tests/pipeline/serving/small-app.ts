import {createScoringApp} from "../../../pipeline/serving/app.js";
import type {TlsOptions} from "../../../pipeline/serving/app.js";
import {defaultLimits} from "../../../pipeline/serving/limits.js";
import {openModels} from "../../../pipeline/serving/models/open-models.js";
import type {ModelSource} from "../../../pipeline/serving/models/open-models.js";
import type {ScoringContext} from "../../../pipeline/serving/scoring-context.js";
import type {ServedModel} from "../../../pipeline/serving/served-model.js";
import {createServingMetrics} from "../../../pipeline/serving/serving-metrics.js";
import {jsonLog} from "../../../pipeline/telemetry/log.js";
import {explain} from "../../../src/core/forest/explain.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {scoreMatrix} from "../../../src/core/forest/score.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import type {ModelFile} from "../../../src/core/schema/models.js";

/** The names of the features of the models here. */
export const names = ["a", "b", "c"];

/** Returns *rows* random rows of those features, the same for the same *seed*. */
export function randomRows(rows: number, seed = 1): Matrix {
  const random = seeded(seed);
  const values = Float32Array.from({length: rows * names.length}, () => 10 * random());
  return {rows, columns: names.length, values};
}

/** Returns a forest of 20 trees as it is served, of version *version*. */
export function smallModel(version = 1, changes: Partial<ServedModel> = {}): ServedModel {
  const forest = growForest(randomRows(256, version), {trees: 20, seed: version});
  return {
    name: "flows",
    reference: "champion",
    version: String(version),
    detector: "isolation-forest",
    sha256: String(version).padStart(64, "0"),
    run: null,
    stage: "champion",
    features: names,
    threshold: {value: 0.5, run: null},
    file: {} as ModelFile,
    forest,
    score: (matrix, into) => scoreMatrix(forest, matrix, into),
    scoreEvents: null,
    explain: (row) => explain(forest, row),
    ...changes
  };
}

/** A service of small models in this process, which does not listen. */
export async function smallApp(
  changes: Partial<ScoringContext> = {},
  tls: TlsOptions | null = null
) {
  const served = {model: smallModel(), error: undefined as string | undefined};
  const lines: string[] = [];
  const source: ModelSource = {
    async load() {
      if (served.error !== undefined) throw new Error(served.error);
      return served.model;
    },
    onFailure: ({name}) => context.metrics.reloadFailures.inc({model: name}),
    now: () => Date.UTC(2030, 0)
  };
  const models = await openModels([{name: "flows", reference: "champion", threshold: null}], source); // prettier-ignore
  const context: ScoringContext = {
    models,
    metrics: createServingMetrics(),
    log: jsonLog({write: (line) => lines.push(line)}),
    limits: {...defaultLimits, requestsPerSecond: 0},
    authentication: {token: null, byCertificate: false},
    hosts: null,
    isReady: () => true,
    onScored() {},
    events: null,
    shadow: null,
    ...changes
  };
  const app = await createScoringApp(context, tls);
  const post = async (
    payload: unknown,
    {path = "/v2/models/flows/infer", headers = {}}: PostOptions = {}
  ) => {
    const isRaw = payload instanceof Uint8Array || typeof payload === "string";
    const body = isRaw ? Buffer.from(payload as string) : JSON.stringify(payload);
    const response = await app.inject({method: "POST", url: path, payload: body, headers: {"content-type": "application/json", ...headers}}); // prettier-ignore
    return {status: response.statusCode, headers: response.headers, raw: response.rawPayload};
  };
  return {app, context, models, served, lines, post};
}

interface PostOptions {
  path?: string;
  headers?: {[name: string]: string};
}

/** Returns a request of one tensor with the rows of *matrix*. */
export function requestOf({rows, columns, values}: Matrix, changes: object = {}) {
  const data = Array.from(values);
  return {inputs: [{name: "events", shape: [rows, columns], datatype: "FP32", data}], ...changes};
}

/** Returns the value of the JSON in *raw*. */
export function jsonOf<T = {[name: string]: unknown}>(raw: Buffer): T {
  return JSON.parse(raw.toString()) as T;
}
