import {readFile} from "node:fs/promises";
import {layerOf} from "../../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import type {MlflowSettings} from "../../config/tracking.js";
import type {PhaseResult} from "../../artifacts/phase-result.js";
import {metricsOf, modelsOf} from "../../run/results.js";
import {fileKey} from "../../artifacts/artifacts.js";
import type {Stores} from "../../storage/store.js";
import {shortErrorMessage} from "../listener.js";
import type {Moment, RunListener} from "../listener.js";
import {openOutbox} from "../outbox.js";
import type {OutboxOptions} from "../outbox.js";
import {MlflowClient} from "./client.js";
import type {MlflowPair, MlflowRun} from "./client.js";
import {cleanName, cleanValue, metricsAt, paramsOf} from "./names.js";

/** For how long the end of a run waits for the server, in seconds: models are large. */
const patience = 30;

/** The largest file that is sent, in bytes: it passes through memory. */
const maxFileBytes = 256 * 1024 * 1024;

/** Returns a listener that tracks one run on the server of *settings*. */
export function mlflowListener(
  settings: MlflowSettings,
  options: Omit<OutboxOptions, "name">
): RunListener {
  const outbox = openOutbox({patience, ...options, name: `MLflow at ${settings.url}`});
  let run: MlflowRun | undefined;
  let stores: Stores | undefined;
  const send = (work: (client: MlflowClient, run: MlflowRun) => Promise<void>) =>
    outbox.add(async (signal) => {
      if (!run) throw new Error("the run was not begun there");
      await work(new MlflowClient(settings, signal), run);
    });
  return {
    notify(moment) {
      const {at} = moment;
      switch (moment.kind) {
        case "run-begun":
          stores = moment.stores;
          return outbox.add(async (signal) => {
            run = await begin(new MlflowClient(settings, signal), settings.experiment, moment);
          });
        case "phase-done":
          if (moment.known) return;
          return send((client, {id}) =>
            client.log(id, phaseBatch(moment.phase, moment.result, at))
          );
        case "phase-begun":
        case "phase-failed":
          return; // a run of MLflow has no parts; that it failed comes with its end
        case "run-succeeded":
          return succeed(moment, stores!, send);
        case "run-failed":
          send((client, {id}) =>
            client.log(id, {tags: tagsOf({error: shortErrorMessage(moment.error)})})
          );
          return send((client, {id}) => client.finish(id, "FAILED", at.getTime()));
        case "run-cancelled":
          return send((client, {id}) => client.finish(id, "KILLED", at.getTime()));
      }
    },
    close: () => outbox.close()
  };
}

type Begun = Extract<Moment, {kind: "run-begun"}>;

async function begin(
  client: MlflowClient,
  name: string,
  {start, known}: Begun
): Promise<MlflowRun> {
  const experiment = await client.experiment(name);
  const found = known ? await client.findRun(experiment, "atalaya.run", start.run) : undefined;
  if (found) return found;
  const run = await client.createRun(experiment, start.run, start.startedAt.getTime());
  const {run: ours, command, codeVersion} = start;
  const source = {"mlflow.source.name": "atalaya run", "mlflow.source.type": "JOB"};
  const tags = [...pairsOf(source), ...tagsOf({run: ours, command, version: codeVersion})];
  await client.log(run.id, {params: paramsOf(start.parameters), tags});
  return run;
}

/** Sends the end of a run: the numbers first, then the files, then the status. */
function succeed(
  {at, results}: Extract<Moment, {kind: "run-succeeded"}>,
  stores: Stores,
  send: (work: (client: MlflowClient, run: MlflowRun) => Promise<void>) => void
): void {
  const {training, evaluation} = results;
  const models = modelsOf(training.manifest);
  const digests = models.map(({name, sha256}) => [`model.${name}.sha256`, sha256]);
  send((client, {id}) =>
    client.log(id, {
      metrics: metricsAt(metricsOf(evaluation.manifest), at),
      tags: tagsOf(Object.fromEntries(digests))
    })
  );
  const published = evaluation.manifest.files.filter(({path}) => path === "metrics.json");
  const uploads = [
    ...models.map((file) => ({...file, manifest: training.manifest})),
    ...published.map((file) => ({...file, manifest: evaluation.manifest}))
  ];
  send(async (client, run) => {
    for (const {path, bytes, manifest} of uploads)
      await upload(client, run, {stores, manifest, path, bytes});
  });
  send((client, {id}) => client.finish(id, "FINISHED", at.getTime()));
}

interface Upload {
  stores: Stores;
  manifest: Manifest;
  path: string;
  bytes: number;
}

async function upload(client: MlflowClient, run: MlflowRun, file: Upload): Promise<void> {
  const {stores, manifest, path, bytes} = file;
  if (bytes > maxFileBytes)
    throw new Error(`${path} is too large to send: ${bytes} bytes, of at most ${maxFileBytes}`);
  const local = await stores[layerOf[manifest.phase]].localPath(fileKey(manifest, path));
  const folder = manifest.phase === "training" ? "models/" : "";
  await client.upload(run, `${folder}${path}`, new Uint8Array(await readFile(local)));
}

function phaseBatch(phase: Phase, result: PhaseResult, at: Date) {
  const {manifest, reused, seconds, rowsIn, rowsOut, rejected} = result;
  const numbers = {seconds, rows_in: rowsIn, rows_out: rowsOut, rejected};
  const metrics = Object.entries(numbers).map(([name, value]) => {
    return {key: `${phase}/${name}`, value, timestamp: at.getTime(), step: 0};
  });
  const facts = {key: manifest.key, sha256: manifest.sha256, reused: String(reused)};
  const named = Object.entries(facts).map(([name, value]) => [`${phase}.${name}`, value]);
  return {metrics, tags: tagsOf(Object.fromEntries(named))};
}

/** Returns *tags* under our own prefix. */
function tagsOf(tags: {[name: string]: string}): MlflowPair[] {
  return pairsOf(
    Object.fromEntries(Object.entries(tags).map(([name, value]) => [`atalaya.${name}`, value]))
  );
}

function pairsOf(tags: {[name: string]: string}): MlflowPair[] {
  return Object.entries(tags).map(([name, value]) => {
    return {key: cleanName(name), value: cleanValue(value)};
  });
}
