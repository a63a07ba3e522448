import {Secret} from "../../config/secret.js";
import type {MlflowSettings} from "../../config/tracking.js";
import {ask, HttpError} from "../http.js";
import type {HttpRequest} from "../http.js";

/** A metric as MLflow takes it; the time is in milliseconds since 1970. */
export interface MlflowMetric {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** A parameter or a tag as MLflow takes it. */
export interface MlflowPair {
  key: string;
  value: string;
}

/** The logged content of a run. */
export interface MlflowBatch {
  metrics?: readonly MlflowMetric[];
  params?: readonly MlflowPair[];
  tags?: readonly MlflowPair[];
}

/** A run as the server has it. */
export interface MlflowRun {
  id: string;
  /** The location of its artifacts; `mlflow-artifacts:/…` if the server takes them. */
  artifactUri: string;
}

/** The most metrics, parameters and tags of a request (MLflow’s REST API, “Log Batch”). */
const batchLimits = {metrics: 1_000, params: 100, tags: 100} as const;

/** A tracking server of MLflow, by version 2.0 of its REST API. */
export class MlflowClient {
  readonly #settings: MlflowSettings;
  readonly #authorization: Secret | null;
  readonly #signal: AbortSignal;

  /** Asks the server of *settings* until *signal* is aborted. */
  constructor(settings: MlflowSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#authorization = authorizationOf(settings);
    this.#signal = signal;
  }

  /** Returns the id of the experiment *name*, which is made if there is none; rejects if it is deleted. */
  async experiment(name: string): Promise<string> {
    const found = await this.#findExperiment(name);
    if (found) return found;
    try {
      const made = await this.#call<{experiment_id: string}>("experiments/create", {name});
      return made.experiment_id;
    } catch (error) {
      const raced = await this.#findExperiment(name); // another run may have made it meanwhile
      if (raced) return raced;
      throw error;
    }
  }

  /** Begins a run; *startedAt* is in milliseconds since 1970. */
  async createRun(experiment: string, name: string, startedAt: number): Promise<MlflowRun> {
    const body = {experiment_id: experiment, run_name: name, start_time: startedAt};
    const {run} = await this.#call<RunAnswer>("runs/create", body);
    return {id: run.info.run_id, artifactUri: run.info.artifact_uri};
  }

  /** Returns the run of *experiment* whose tag *name* is *value*; undefined if there is none. */
  async findRun(experiment: string, name: string, value: string): Promise<MlflowRun | undefined> {
    const filter = `tags.\`${name}\` = '${value}'`;
    const body = {experiment_ids: [experiment], filter, max_results: 1};
    const {runs = []} = await this.#call<{runs?: RunAnswer["run"][]}>("runs/search", body);
    return runs[0] && {id: runs[0].info.run_id, artifactUri: runs[0].info.artifact_uri};
  }

  /** Logs *batch* of the run *id*, in as many requests as it takes. */
  async log(id: string, batch: MlflowBatch): Promise<void> {
    for (const kind of ["params", "metrics", "tags"] as const) {
      const items: readonly object[] = batch[kind] ?? [];
      for (let i = 0; i < items.length; i += batchLimits[kind]) {
        const some = items.slice(i, i + batchLimits[kind]);
        await this.#call("runs/log-batch", {run_id: id, [kind]: some});
      }
    }
  }

  /** Ends the run *id*; *finishedAt* is in milliseconds since 1970. */
  async finish(
    id: string,
    status: "FINISHED" | "FAILED" | "KILLED",
    finishedAt: number
  ): Promise<void> {
    await this.#call("runs/update", {run_id: id, status, end_time: finishedAt});
  }

  /** Keeps *bytes* as the artifact *path* of *run*; rejects if the server does not take artifacts itself. */
  async upload(
    {artifactUri}: MlflowRun,
    path: string,
    bytes: Uint8Array<ArrayBuffer>
  ): Promise<void> {
    const folder = proxyPath(artifactUri);
    const segments = [...folder.split("/"), ...path.split("/")].filter(Boolean);
    const name = segments.map(encodeURIComponent).join("/");
    await this.#ask("PUT", `mlflow-artifacts/artifacts/${name}`, bytes);
  }

  async #findExperiment(name: string): Promise<string | undefined> {
    try {
      const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
      const {experiment} = parse<Experiment>(await this.#ask("GET", `mlflow/${query}`));
      if (experiment.lifecycle_stage !== "deleted") return experiment.experiment_id;
    } catch (error) {
      if (error instanceof HttpError && error.body.includes("RESOURCE_DOES_NOT_EXIST"))
        return undefined;
      throw error;
    }
    throw new Error(
      `experiment ${name} is deleted; restore it, or set MLFLOW_EXPERIMENT_NAME to another`
    );
  }

  async #call<T>(path: string, body: object): Promise<T> {
    return parse<T>(await this.#ask("POST", `mlflow/${path}`, body));
  }

  #ask(method: HttpRequest["method"], path: string, body?: HttpRequest["body"]): Promise<string> {
    const {url, timeout} = this.#settings;
    const [authorization, signal] = [this.#authorization, this.#signal];
    return ask({method, url: `${url}/api/2.0/${path}`, body, authorization, timeout, signal});
  }
}

interface Experiment {
  experiment: {experiment_id: string; lifecycle_stage: string};
}

interface RunAnswer {
  run: {info: {run_id: string; artifact_uri: string}};
}

function parse<T>(answer: string): T {
  try {
    return JSON.parse(answer) as T;
  } catch {
    throw new Error("the answer is no JSON; is it a server of MLflow?"); // a page to sign in, perhaps
  }
}

function authorizationOf({credentials}: MlflowSettings): Secret | null {
  if (!credentials) return null;
  if ("token" in credentials) return new Secret(`Bearer ${credentials.token.reveal()}`);
  const text = `${credentials.user}:${credentials.password.reveal()}`;
  return new Secret(`Basic ${Buffer.from(text).toString("base64")}`);
}

/** Only a server that takes artifacts itself can be given any: its stores are not ours to write. */
function proxyPath(uri: string): string {
  const path = /^mlflow-artifacts:(?:\/\/(?=\/))?(\/[^?#]*)$/.exec(uri)?.[1];
  if (path) return path;
  const scheme = /^[a-z][a-z0-9+.-]{0,30}(?=:)/i.exec(uri)?.[0] ?? "a folder";
  throw new Error(
    `artifacts go to ${scheme}, not through the server; start it with --serve-artifacts, and use a new experiment`
  );
}
