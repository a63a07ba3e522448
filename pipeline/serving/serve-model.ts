import type {AddressInfo} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import type {FastifyInstance} from "fastify";
import type {Registry} from "prom-client";
import type {Authentication} from "./access/authentication.js";
import {createScoringApp} from "./app.js";
import type {TlsOptions} from "./app.js";
import {openEvents} from "./events/open-events.js";
import type {EventsRequest} from "./events/open-events.js";
import {cannotListen} from "./cannot-listen.js";
import type {ServingLimits} from "./limits.js";
import type {ServedAs} from "./models/load-model.js";
import {openWorkspaceModels} from "./models/workspace-models.js";
import type {WorkspaceModels} from "./models/workspace-models.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {hostNames} from "../site/serve/hosts.js";
import {openStores} from "../storage/open.js";
import type {Log} from "../telemetry/log.js";
import type {ServedModel} from "./served-model.js";
import type {ScoringContext} from "./scoring-context.js";
import {createServingMetrics} from "./serving-metrics.js";
import type {ServingMetrics} from "./serving-metrics.js";
import {openShadow} from "./shadow/open-shadow.js";
import type {Shadow} from "./shadow/open-shadow.js";
import {columnsFrom} from "./shadow/pick-rows.js";

/** The models to serve, where, and the proof that requests need. */
export interface ServeModelRequest {
  models: readonly ServedAs[];

  /** The model that scores beside one of them, named by *beside*, and never answers; null for none. */
  shadow: {as: ServedAs; beside: string} | null;

  /** For how many seconds it answers after it was told to end. */
  drainSeconds: number;

  /** The seconds between two looks at the registry; 0 for none. */
  reloadSeconds: number;
  host: string;

  /** The port; 0 for any. */
  port: number;

  /** The other names that it answers to, if requests prove nothing. */
  allowHosts: readonly string[];
  authentication: Authentication;
  tls: TlsOptions | null;
  limits: ServingLimits;

  /** How log lines are scored live; null if they are not. */
  events: EventsRequest | null;
}

/** A scoring service that listens. */
export interface RunningService {
  /** E.g., `http://127.0.0.1:8080`. */
  address: string;
  context: ScoringContext;

  /** Looks at the registry at once. */
  poll(): Promise<void>;

  /**
   * Is not ready any more, answers for *drainSeconds*, 0 by default, each response being the last of its connection; then takes no new
   * requests, answers those that it has, for *grace* seconds at most, and ends.
   */
  close(drainSeconds?: number): Promise<void>;
}

/** How long requests that are being answered may take as the service ends, in seconds. */
const grace = 20;

/** Loads the models of *request* and serves them; throws a UsageError if one cannot be loaded, or the port is in use. */
export async function serveModels(
  request: ServeModelRequest,
  settings: Settings,
  {log, registry}: {log: Log; registry: Registry}
): Promise<RunningService> {
  const metrics = createServingMetrics(registry);
  const stores = openStores(settings);
  const models = await openWorkspaceModels(namesOf(request), {settings, stores}, {
    onFailure({name, message, attempts}) {
      metrics.reloadFailures.inc({model: name});
      if (attempts === 1) log.error("reload failed", {model: name, reason: message});
    },
    onWait: (message) => log.warn(message)
  }); // prettier-ignore
  let isReady = true;
  const shadow = maybeShadow(request, models, metrics);
  const warn = (message: string) => log.warn(message);
  const events = request.events && (await openEvents(request.events, settings, {models, registry, warn})); // prettier-ignore
  const context: ScoringContext = {
    events,
    models: visibleModels(models, request),
    metrics,
    log,
    limits: request.limits,
    authentication: request.authentication,
    hosts: isProven(request) ? null : hostNames(request.host, request.allowHosts),
    isReady: () => isReady,
    onScored: (scored) => scored.model.name === request.shadow?.beside && shadow?.offer(scored),
    shadow
  };
  const app = await createScoringApp(context, request.tls);
  followReloads(models, context);
  const address = await listen(app, request);
  const stop = pollEvery(request.reloadSeconds, models);
  return {
    address,
    context,
    poll: () => models.poll(),
    async close(drainSeconds = 0) {
      isReady = false;
      stop();
      await sleep(drainSeconds * 1000);
      events?.endWaiting();
      const timer = setTimeout(() => app.server.closeAllConnections(), grace * 1000);
      await app.close();
      clearTimeout(timer);
      await events?.close();
      await models.close();
    }
  };
}

function namesOf({models, shadow}: ServeModelRequest): ServedAs[] {
  return shadow ? [...models, shadow.as] : [...models];
}

/** Returns *models* without the shadow, which is never asked. */
function visibleModels(models: WorkspaceModels, request: ServeModelRequest): WorkspaceModels {
  const names = request.models.map(({name}) => name);
  return {
    ...models,
    names,
    find: (name) => (names.includes(name) ? models.find(name) : undefined)
  };
}

function maybeShadow(
  {shadow}: ServeModelRequest,
  models: WorkspaceModels,
  metrics: ServingMetrics
): Shadow | null {
  if (!shadow) return null;
  const {as, beside: name} = shadow;
  const [answering, beside] = [name, as.name].map((one) => () => models.find(one)!);
  if (!columnsFrom(answering().features, beside().features))
    throw new UsageError(
      `invalid --shadow: ${as.reference} has features that ${name} has not: ${beside()
        .features.filter((one) => !answering().features.includes(one))
        .join(", ")}`
    );
  return openShadow({name, answering, beside, metrics});
}

/** Returns whether every request proves who sends it. */
function isProven({authentication: {token, byCertificate}}: ServeModelRequest): boolean {
  return token !== null || byCertificate;
}

/** Measures and logs which versions answer. */
function followReloads(models: WorkspaceModels, {metrics, log}: ScoringContext): void {
  const onLoad = (model: ServedModel, before?: ServedModel) => {
    const {name, version, sha256, reference, threshold} = model;
    if (before) metrics.loaded.remove({model: name, version: before.version});
    metrics.loaded.set({model: name, version}, Math.floor(Date.now() / 1000));
    metrics.rows.inc({model: name}, 0);
    log.info(before ? "model reloaded" : "model loaded", {
      model: name,
      version,
      sha256,
      reference,
      threshold: threshold?.value ?? null
    });
  };
  for (const name of models.names) onLoad(models.find(name)!);
  models.onReload(onLoad);
}

/** Looks at the registry every *seconds* until the returned function is called; not while it is being looked at. */
function pollEvery(seconds: number, models: WorkspaceModels): () => void {
  if (seconds === 0) return () => {};
  let isOver = false;
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => void models.poll().then(() => isOver || wait()), seconds * 1000);
    timer.unref();
  };
  wait();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function listen(app: FastifyInstance, {host, port, tls}: ServeModelRequest): Promise<string> {
  try {
    await app.listen({host, port});
  } catch (error) {
    await app.close();
    throw cannotListen(error, host, port);
  }
  const address = app.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls ? "https" : "http"}://${name}:${address.port}`;
}
