import {basename} from "node:path";
import {readNamedText} from "../config/named-file.js";
import {UsageError} from "../config/errors.js";
import {readServeToken} from "../config/serving.js";
import type {TlsOptions} from "../serving/app.js";
import {defaultLimits} from "../serving/limits.js";
import type {ServingLimits} from "../serving/limits.js";
import type {ServedAs} from "../serving/models/load-model.js";
import type {ServeModelRequest} from "../serving/serve-model.js";
import {hostNames} from "../site/serve/hosts.js";
import type {OptionValues} from "./commands/command.js";
import {maybeEvents} from "./events-option.js";
import {maybeInteger, maybeNumber} from "./option-values.js";

/** What is served, and where, unless others are named. */
export const serveModelDefaults = {
  model: "champion",
  host: "127.0.0.1",
  port: 8080,
  reload: 10,
  drain: 2
} as const;

const loopback = ["127.0.0.1", "::1", "localhost"];

/** The characters of the name of a model: those that a path can have as they are. */
const modelName = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Returns the request of `atalaya serve-model` in the options of its call; throws a UsageError. */
export async function readServeRequest(values: OptionValues): Promise<ServeModelRequest> {
  const {host = serveModelDefaults.host, insecure} = values as {host?: string; insecure?: boolean};
  const allowHosts = listOf(values, "allow-host");
  hostNames(host, allowHosts);
  const tls = await maybeTls(values);
  const authentication = {token: readServeToken(), byCertificate: tls?.clientCa != null};
  const isProven = authentication.token !== null || authentication.byCertificate;
  if (!isProven && !loopback.includes(host) && insecure !== true)
    throw new UsageError(
      `missing token: ${host} can be reached from elsewhere; set ATALAYA_SERVE_TOKEN, or name --tls-client-ca, or allow anybody with --insecure`
    );
  const models = readModels(values);
  return {
    models,
    shadow: maybeShadow(values, models),
    reloadSeconds:
      maybeNumber(values, "reload", {min: 0, max: 86_400}) ?? serveModelDefaults.reload,
    drainSeconds: maybeNumber(values, "drain", {min: 0, max: 300}) ?? serveModelDefaults.drain,
    host,
    port: maybeInteger(values, "port", {min: 0, max: 65_535}) ?? serveModelDefaults.port,
    allowHosts,
    authentication,
    tls,
    limits: readLimits(values),
    events: maybeEvents(values)
  };
}

function readLimits(values: OptionValues): ServingLimits {
  const megabytes = maybeInteger(values, "max-body", {min: 1, max: 256});
  const {rows, requestsPerSecond, connections, bodyBytes} = defaultLimits;
  return {
    ...defaultLimits,
    bodyBytes: megabytes === undefined ? bodyBytes : megabytes * 2 ** 20,
    rows: maybeInteger(values, "max-rows", {min: 1, max: 1_000_000}) ?? rows,
    requestsPerSecond:
      maybeInteger(values, "max-rate", {min: 0, max: 1_000_000}) ?? requestsPerSecond,
    connections: maybeInteger(values, "max-connections", {min: 1, max: 65_536}) ?? connections
  };
}

function listOf(values: OptionValues, name: string): string[] {
  return [values[name] ?? []].flat().map(String);
}

/** Returns the models of the options `--model` and `--threshold`. */
function readModels(values: OptionValues): ServedAs[] {
  const given = listOf(values, "model");
  const models = (given.length > 0 ? given : [serveModelDefaults.model]).map((text) => {
    const {name, value: reference} = named(text);
    const own = name ?? nameOf(reference);
    if (modelName.test(own)) return {name: own, reference, threshold: null as number | null};
    throw new UsageError(
      `invalid --model: ${text}; name it with letters, digits, dots and dashes, as in --model flows=${reference}`
    );
  });
  const names = models.map(({name}) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new UsageError(`duplicate model: ${twice}; give each a name of its own: --model NAME=…`);
  for (const text of listOf(values, "threshold")) {
    const {name, value} = named(text);
    const model = models.find((one) => one.name === (name ?? names[0]));
    if (!model) throw new UsageError(`unknown model: ${name}; --model names ${names.join(", ")}`);
    model.threshold = readThreshold(value);
  }
  return models;
}

/** Returns the model of --shadow; its name is one that no path can have. */
function maybeShadow(values: OptionValues, models: ServedAs[]): ServeModelRequest["shadow"] {
  const {shadow: text} = values as {shadow?: string};
  if (text === undefined) return null;
  const {name: beside = models[0].name, value: reference} = named(text);
  if (models.every(({name}) => name !== beside))
    throw new UsageError(`unknown model: ${beside}; --shadow scores beside one of --model`);
  return {as: {name: `${beside} (shadow)`, reference, threshold: null}, beside};
}

function named(text: string): {name: string | undefined; value: string} {
  const at = text.indexOf("=");
  if (at < 0) return {name: undefined, value: text};
  return {name: text.slice(0, at), value: text.slice(at + 1)};
}

/** Returns the name that a model has if none is given: the reference before a `@`, or the name of the file without its ending. */
function nameOf(reference: string): string {
  return basename(reference)
    .replace(/\.json$/i, "")
    .split("@", 1)[0];
}

function readThreshold(text: string): number {
  const value = /^0?\.\d+$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value < 1) return value;
  throw new UsageError(`invalid --threshold: ${text}; it is a score, a number between 0 and 1`);
}

/** Returns the certificates of the options; null if there are none. */
async function maybeTls(values: OptionValues): Promise<TlsOptions | null> {
  const [cert, key, clientCa] = ["tls-cert", "tls-key", "tls-client-ca"].map(
    (name) => values[name] as string | undefined
  );
  if (cert === undefined && key === undefined && clientCa === undefined) return null;
  if (cert === undefined || key === undefined)
    throw new UsageError("missing --tls-cert or --tls-key; name both files");
  const read = (path: string, what: string) =>
    readNamedText(path, {what, remedy: "name a file in PEM"});
  return {
    cert: await read(cert, "certificate"),
    key: await read(key, "private key"),
    clientCa: clientCa === undefined ? null : await read(clientCa, "certificate authority")
  };
}
