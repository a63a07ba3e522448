import type {Layer} from "../../src/core/schema/artifacts.js";
import {layers} from "../../src/core/schema/artifacts.js";
import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeSecret} from "./secret.js";
import type {Secret} from "./secret.js";

/** The address of the object store, and the credentials. */
export interface MinioSettings {
  /** The name or address of the host, without scheme; IPv6 without brackets. */
  host: string;
  port: number;
  /** True if the connection is encrypted. */
  secure: boolean;
  /** The region that requests are signed for. */
  region: string;
  accessKey: Secret;
  secretKey: Secret;
  /** For how long to go on with an object when the server does not, in seconds; more for many bytes. */
  retryTimeout: number;
}

const names = ["MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"] as const;

/**
 * Returns the object store that MINIO_ENDPOINT of *env* names, with the rest of MINIO_*; undefined if
 * it is not set. Throws a UsageError, which never holds a key, if a part is missing or wrong: artifacts
 * must not land elsewhere than where they were asked for.
 */
export function maybeMinio(env: Environment): MinioSettings | undefined {
  if (!env.MINIO_ENDPOINT) {
    const found = names.find((name) => env[name] ?? env[`${name}_FILE`]);
    if (found && env.MINIO_SECURE)
      throw new UsageError(`missing MINIO_ENDPOINT: ${found} is set; set both, or neither`);
    return undefined;
  }
  const {host, port, secure} = readEndpoint(env.MINIO_ENDPOINT, env.MINIO_SECURE);
  const [accessKey, secretKey] = names.map((name) => readKey(env, name));
  const region = env.MINIO_REGION || "us-east-1";
  if (!/^[a-z0-9-]{1,64}$/i.test(region))
    throw new UsageError(`invalid MINIO_REGION: ${region}; try us-east-1`);
  const retryTimeout = readSeconds(env.MINIO_RETRY_TIMEOUT);
  return Object.freeze({host, port, secure, region, accessKey, secretKey, retryTimeout});
}

/** Returns the name of the bucket of each layer: MINIO_BUCKET_RAW of *env* and the like, or the default. */
export function readBuckets(env: Environment): Readonly<Record<Layer, string>> {
  const buckets: Record<string, string> = {};
  for (const layer of layers) {
    const variable = `MINIO_BUCKET_${layer.toUpperCase()}`;
    const name = env[variable] || `cybersec-ml-${layer}`;
    if (!/^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      throw new UsageError(
        `invalid ${variable}: ${name}; a bucket has 3 to 63 lower-case letters, digits, dots and hyphens`
      );
    const other = Object.keys(buckets).find((key) => buckets[key] === name);
    if (other)
      throw new UsageError(
        `ambiguous ${variable}: ${name} is the bucket of ${other} too; name another`
      );
    buckets[layer] = name;
  }
  return Object.freeze(buckets) as Readonly<Record<Layer, string>>;
}

function readKey(env: Environment, name: (typeof names)[number]): Secret {
  const key = maybeSecret(env, name);
  if (key?.reveal()) return key;
  throw new UsageError(
    `missing ${name}: MINIO_ENDPOINT is set; set ${name}, or ${name}_FILE to the path of a file that holds it`
  );
}

const endpointRemedy = "try host:9000, or https://host";

function readEndpoint(text: string, secureText: string | undefined) {
  const scheme = /^(https?):\/\//i.exec(text)?.[1].toLowerCase();
  const url = maybeUrl(scheme ? text : `http://${text}`);
  // No echo: somebody may have put the keys there.
  if (!url) throw new UsageError(`invalid MINIO_ENDPOINT: it is no host; ${endpointRemedy}`);
  if (url.username || url.password)
    throw new UsageError(
      "invalid MINIO_ENDPOINT: it holds credentials; put them in MINIO_ACCESS_KEY and MINIO_SECRET_KEY"
    );
  if (url.pathname !== "/" || url.search || url.hash || url.port === "0")
    throw new UsageError(`invalid MINIO_ENDPOINT: ${text}; ${endpointRemedy}`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = readSecure(secureText) ?? (scheme ? scheme === "https" : !isLoopback(host));
  if (scheme && secure !== (scheme === "https"))
    throw new UsageError(
      `ambiguous MINIO_SECURE: ${secureText}, but MINIO_ENDPOINT says ${scheme}; unset one of them`
    );
  const fallback = secure ? 443 : 80;
  const written = /:(\d+)\/?$/.exec(text)?.[1]; // URL drops a port that is its scheme’s default
  return {host, port: Number(written ?? fallback), secure};
}

function maybeUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function readSecure(text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new UsageError(`invalid MINIO_SECURE: ${text}; try true or false`);
}

function readSeconds(text: string | undefined): number {
  if (!text) return 60;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(
    `invalid MINIO_RETRY_TIMEOUT: ${text}; it is a number of seconds, at most 86400`
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
