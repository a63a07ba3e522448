import {setTimeout as sleep} from "node:timers/promises";
import {Secret} from "../../config/secret.js";
import type {PrefectSettings} from "../../config/tracking.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import {ask} from "../http.js";
import type {HttpError} from "../http.js";

/** A state as Prefect takes it; the server adds the time at which it arrives. */
export interface PrefectState {
  type: "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
  /** The name of the state; defaults to that of the type. */
  name?: string;
  message?: string;
}

/** A flow run to begin. */
export interface FlowRunStart {
  /** The name of the run; the same name is the same flow run. */
  name: string;
  version: string;
  parameters: {[name: string]: Json};
  tags: readonly string[];
  message: string;
}

/** A task run to begin. */
export interface TaskRunStart {
  flowRun: string;
  /** The name of the task, unique in its flow run. */
  name: string;
  tags: readonly string[];
  /** The task run that it follows, if any. */
  after: string | undefined;
}

/** A server of Prefect 3, by its REST API. */
export class PrefectClient {
  readonly #settings: PrefectSettings;
  readonly #authorization: Secret | null;
  readonly #signal: AbortSignal;

  /** Asks the server of *settings* until *signal* is aborted. */
  constructor(settings: PrefectSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#authorization = authorizationOf(settings);
    this.#signal = signal;
  }

  /** Returns the id of a flow run that is running, of the flow *flow*; both are made if there are none. */
  async beginFlowRun(flow: string, start: FlowRunStart): Promise<string> {
    const {name, version, parameters, tags, message} = start;
    const {id} = await this.#create("flows/", {name: flow});
    const state: PrefectState = {type: "RUNNING", message};
    const run = await this.#create("flow_runs/", {
      ...{flow_id: id, name, flow_version: version, parameters, tags, state},
      idempotency_key: `${flow}/${name}`
    });
    return run.id;
  }

  /** Returns the id of a task run that is running; it is made if there is none of its name. */
  async beginTaskRun({flowRun, name, tags, after}: TaskRunStart): Promise<string> {
    const state: PrefectState = {type: "RUNNING"};
    const upstream = after && {after: [{input_type: "task_run", id: after}]};
    const run = await this.#create("task_runs/", {
      ...{flow_run_id: flowRun, name, task_key: `atalaya.${name}`, dynamic_key: "0", tags, state},
      ...(upstream && {task_inputs: upstream})
    });
    return run.id;
  }

  /** Gives a flow run or a task run a state, whatever it had. */
  async setState(kind: "flow_runs" | "task_runs", id: string, state: PrefectState): Promise<void> {
    await this.#post(`${kind}/${id}/set_state`, {state, force: true});
  }

  /** Attaches the table *rows* to a flow run, as the artifact *key*: lowercase letters, digits and hyphens. */
  async addTable(flowRun: string, key: string, rows: readonly object[]): Promise<void> {
    const data = JSON.stringify(rows);
    await this.#ask("artifacts/", {flow_run_id: flowRun, key, type: "table", data});
  }

  async #create(path: string, body: object): Promise<{id: string}> {
    const answer: unknown = parse(await this.#post(path, body));
    const {id} = (answer ?? {}) as {id?: unknown};
    if (typeof id !== "string" || !isUuid.test(id)) throw new Error(notPrefect);
    return {id};
  }

  /** Asks once more if the server was busy or away: what is asked for twice is made once. */
  async #post(path: string, body: object): Promise<string> {
    try {
      return await this.#ask(path, body);
    } catch (error) {
      const {status} = error as HttpError;
      const isFinal = status >= 300 && status < 500 && status !== 429;
      if (this.#signal.aborted || isFinal) throw error;
      await sleep(250);
      return this.#ask(path, body);
    }
  }

  #ask(path: string, body: object): Promise<string> {
    const {url, timeout} = this.#settings;
    const [authorization, signal] = [this.#authorization, this.#signal];
    return ask({method: "POST", url: `${url}/${path}`, body, authorization, timeout, signal});
  }
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const notPrefect = "the answer has no id; does PREFECT_API_URL end in /api?";

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new Error(notPrefect); // the page of its user interface, perhaps
  }
}

function authorizationOf({credentials}: PrefectSettings): Secret | null {
  if (!credentials) return null;
  if ("key" in credentials) return new Secret(`Bearer ${credentials.key.reveal()}`);
  const text = credentials.userAndPassword.reveal();
  return new Secret(`Basic ${Buffer.from(text).toString("base64")}`);
}
