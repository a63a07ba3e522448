import {resolve} from "node:path";
import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeSecret} from "./secret.js";
import type {Secret} from "./secret.js";
import {maybeTracing} from "./tracing.js";
import type {TracingSettings} from "./tracing.js";

/** The programs that track runs. */
export interface TrackingSettings {
  /** The receivers of lineage events; null if there are none. */
  openLineage: OpenLineageSettings | null;

  /** The tracking server; null if there is none. */
  mlflow: MlflowSettings | null;

  /** The server that shows runs and their phases; null if there is none. */
  prefect: PrefectSettings | null;

  /** The receiver of traces; null if there is none. */
  openTelemetry: TracingSettings | null;

  /** Variables of the environment that are ignored, a sentence each; printed when a run begins. */
  warnings: readonly string[];
}

/** The receivers of lineage events: at least one of *url* and *file* is set. */
export interface OpenLineageSettings {
  /** The address that events are posted to; null for none. */
  url: string | null;
  apiKey: Secret | null;
  /** The file that events are appended to, one a line; null for none. */
  file: string | null;
  /** The namespace of the jobs. */
  namespace: string;
}

/** A tracking server, and who asks. */
export interface MlflowSettings {
  /** The address of the server, without a slash at its end. */
  url: string;
  credentials: {user: string; password: Secret} | {token: Secret} | null;
  experiment: string;
  /** For how long to wait for an answer, in seconds. */
  timeout: number;
}

/** A server of Prefect, and who asks. */
export interface PrefectSettings {
  /** The URL of its API, without a slash at its end; e.g., `http://prefect:4200/api`. */
  url: string;
  credentials: {userAndPassword: Secret} | {key: Secret} | null;
  /** The feed whose runs are shown; null for none. */
  feed: string | null;
  /** For how long to wait for an answer, in seconds. */
  timeout: number;
}

/**
 * Returns the programs that track runs by the variables of *env* that OpenLineage’s, MLflow’s, Prefect’s and OpenTelemetry’s
 * own clients read, and ATALAYA_OPENLINEAGE_FILE. What those clients understand and Atalaya does not becomes a warning:
 * such variables are set for other programs too. Throws a UsageError, which never holds a secret, if a
 * value is wrong.
 */
export function readTracking(env: Environment): TrackingSettings {
  const warnings: string[] = [];
  const openLineage = maybeOpenLineage(env) ?? null;
  const mlflow = maybeMlflow(env, warnings) ?? null;
  const prefect = maybePrefect(env, warnings) ?? null;
  const openTelemetry = maybeTracing(env, warnings) ?? null;
  return Object.freeze({openLineage, mlflow, prefect, openTelemetry, warnings});
}

function maybeOpenLineage(env: Environment): OpenLineageSettings | undefined {
  const {OPENLINEAGE_URL: base, ATALAYA_OPENLINEAGE_FILE: file} = env;
  const disabled = env.OPENLINEAGE_DISABLED?.trim().toLowerCase() === "true";
  if (disabled || (!base && !file)) return undefined;
  const address = base ? readAddress("OPENLINEAGE_URL", base) : undefined;
  if (base && !address)
    throw new UsageError("invalid OPENLINEAGE_URL: it is no HTTP address; try http://host:5000");
  return Object.freeze({
    url: address ? endpointOf(address, env.OPENLINEAGE_ENDPOINT || "api/v1/lineage") : null,
    apiKey: maybeSecret(env, "OPENLINEAGE_API_KEY") ?? null,
    file: file ? resolve(file) : null,
    namespace: env.OPENLINEAGE_NAMESPACE || "atalaya"
  });
}

/** Returns the address of *endpoint* of *base*; as OpenLineage’s client does, a path of *base* stays only up to its last slash. */
function endpointOf(base: URL, endpoint: string): string {
  const url = maybeUrl(endpoint, base);
  if (url?.origin === base.origin) return url.href;
  throw new UsageError(
    `invalid OPENLINEAGE_ENDPOINT: ${endpoint} is not a path on the server of OPENLINEAGE_URL; try api/v1/lineage`
  );
}

function maybeMlflow(env: Environment, warnings: string[]): MlflowSettings | undefined {
  const {MLFLOW_TRACKING_URI: uri} = env;
  if (!uri) return undefined;
  const address = readAddress("MLFLOW_TRACKING_URI", uri);
  if (!address) {
    const scheme = /^[a-z][a-z0-9+.-]{0,30}:/i.exec(uri)?.[0] ?? "it"; // the rest may hold a secret
    warnings.push(
      `MLFLOW_TRACKING_URI is not followed: ${scheme} is no HTTP address; start a server with \`mlflow server\` and name it`
    );
    return undefined;
  }
  return Object.freeze({
    url: withoutSlashes(address.href),
    credentials: credentialsOf(env),
    experiment: env.MLFLOW_EXPERIMENT_NAME || "atalaya",
    timeout: readSeconds(env, "MLFLOW_HTTP_REQUEST_TIMEOUT", 10)
  });
}

/** Like MLflow’s client: a user and a password go before a token. */
function credentialsOf(env: Environment): MlflowSettings["credentials"] {
  const user = env.MLFLOW_TRACKING_USERNAME;
  const password = maybeSecret(env, "MLFLOW_TRACKING_PASSWORD");
  if (user && password) return {user, password};
  const token = maybeSecret(env, "MLFLOW_TRACKING_TOKEN");
  if (token) return {token};
  if (!user && !password) return null;
  const [set, missing] = user ? ["USERNAME", "PASSWORD"] : ["PASSWORD", "USERNAME"];
  throw new UsageError(
    `missing MLFLOW_TRACKING_${missing}: MLFLOW_TRACKING_${set} is set; set both, or neither`
  );
}

function maybePrefect(env: Environment, warnings: string[]): PrefectSettings | undefined {
  const {PREFECT_API_URL: text, PREFECT_API_TLS_INSECURE_SKIP_VERIFY: insecure} = env;
  if (!text) return undefined;
  const address = readAddress("PREFECT_API_URL", text);
  if (!address)
    throw new UsageError("invalid PREFECT_API_URL: it is no HTTP URL; try http://host:4200/api");
  if (/^(1|true|yes|on|t|y)$/i.test(insecure ?? ""))
    warnings.push(
      "PREFECT_API_TLS_INSECURE_SKIP_VERIFY is not followed: certificates are checked; name their authority in NODE_EXTRA_CA_CERTS"
    );
  return Object.freeze({
    url: withoutSlashes(address.href),
    credentials: prefectCredentials(env),
    feed: null,
    timeout: readSeconds(env, "PREFECT_API_REQUEST_TIMEOUT", 10)
  });
}

/** Like Prefect’s client: a user and a password go before a key. */
function prefectCredentials(env: Environment): PrefectSettings["credentials"] {
  const userAndPassword = maybeSecret(env, "PREFECT_API_AUTH_STRING");
  if (userAndPassword?.reveal().includes(":") === false)
    throw new UsageError("invalid PREFECT_API_AUTH_STRING: it has no colon; try user:password");
  if (userAndPassword) return {userAndPassword};
  const key = maybeSecret(env, "PREFECT_API_KEY");
  return key ? {key} : null;
}

/** Returns the HTTP address that *text* is, undefined if it is none; throws if it holds credentials or a query. */
function readAddress(name: string, text: string): URL | undefined {
  const url = maybeUrl(text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username || url.password)
    throw new UsageError(`invalid ${name}: it holds credentials; put them in ${remedies[name]}`);
  if (url.search || url.hash)
    throw new UsageError(`invalid ${name}: it has a query or a fragment; leave them out`);
  return url;
}

const remedies: Readonly<Record<string, string>> = {
  OPENLINEAGE_URL: "OPENLINEAGE_API_KEY, or OPENLINEAGE_API_KEY_FILE",
  MLFLOW_TRACKING_URI: "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
  PREFECT_API_URL: "PREFECT_API_KEY or PREFECT_API_AUTH_STRING"
};

function maybeUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function readSeconds(env: Environment, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(`invalid ${name}: ${text}; it is a number of seconds, at most 86400`);
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") --end;
  return url.slice(0, end);
}
