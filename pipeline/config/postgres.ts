import {userInfo} from "node:os";
import type {Environment} from "./environment.js";
import {errorMessage} from "../../src/core/error-message.js";
import {UsageError} from "./errors.js";
import {readNamedTextSync} from "./named-file.js";
import {maybeSecret, Secret} from "./secret.js";

/** The encryption of a connection, as libpq names it. */
const sslModes = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;

/** One of the ways of encrypting a connection. */
export type SslMode = (typeof sslModes)[number];

/** The address of the PostgreSQL server of the audit, and the user. */
export interface PostgresSettings {
  /** The name or address of the host, or the folder of its socket. */
  host: string;
  port: number;
  user: string;
  password: Secret;
  database: string;
  /** The schema of the audit; absent for that of the user, usually `public`. */
  schema?: string;
  /** The encryption of the connection; `prefer` takes what the server offers. */
  sslMode: SslMode;
  /** The certificates of authorities to trust, as PEM; null for those that Node.js trusts. */
  certificates: string | null;
  /** For how long to wait for a connection, in seconds. */
  connectTimeout: number;
  /** For how long a statement may take, in seconds. */
  statementTimeout: number;
  /** For how long to go on after the connection was lost, in seconds. */
  retryTimeout: number;
}

const names = ["PG_HOST", "PG_PORT", "PG_USER", "PG_PASSWORD", "PG_PASSWORD_FILE", "PG_DATABASE"];

/**
 * Returns the server that DATABASE_URL or PG_HOST of *env* names, with the rest of PG_*; undefined if
 * there is neither. Throws a UsageError, which never holds a password, if a part is missing or wrong:
 * an audit must not land elsewhere than where it was asked for.
 */
export function maybePostgres(env: Environment): PostgresSettings | undefined {
  const url = maybeSecret(env, "DATABASE_URL");
  const found = names.filter((name) => env[name]);
  if (!url && found.length === 0) return undefined;
  if (!url && !env.PG_HOST)
    throw new UsageError(`missing PG_HOST: ${found[0]} is set; set both, or neither`);
  const clash = found.find((name) => !name.startsWith("PG_PASSWORD"));
  if (url && clash)
    throw new UsageError(`ambiguous ${clash}: DATABASE_URL is set too; unset one of them`);
  const address = url ? readUrl(url) : readParts(env);
  const password = maybeSecret(env, "PG_PASSWORD") ?? address.password;
  return Object.freeze({
    ...address,
    password,
    sslMode: readSslMode(env.PG_SSLMODE || address.sslMode),
    certificates: readCertificates(env.PG_SSLROOTCERT || address.certificates),
    connectTimeout: readSeconds(env, "PG_CONNECT_TIMEOUT", 10),
    statementTimeout: readSeconds(env, "PG_STATEMENT_TIMEOUT", 60),
    retryTimeout: readSeconds(env, "PG_RETRY_TIMEOUT", 60)
  });
}

interface Address extends Pick<
  PostgresSettings,
  "host" | "port" | "user" | "password" | "database"
> {
  sslMode?: string;
  certificates?: string;
}

function readParts(env: Environment): Address {
  const user = env.PG_USER || userInfo().username;
  return {
    host: env.PG_HOST as string,
    port: readPort("PG_PORT", env.PG_PORT),
    user,
    password: new Secret(""),
    database: env.PG_DATABASE || user
  };
}

function readUrl(secret: Secret): Address {
  const remedy = "try postgresql://user@host:5432/database, with the password in PG_PASSWORD_FILE";
  try {
    const url = new URL(secret.reveal());
    if (!["postgres:", "postgresql:"].includes(url.protocol))
      throw new RangeError("not PostgreSQL");
    const user = decodeURIComponent(url.username) || userInfo().username;
    return {
      host: url.searchParams.get("host") || hostOf(url) || "localhost",
      port: readPort("the port of DATABASE_URL", url.port || undefined),
      user,
      password: new Secret(decodeURIComponent(url.password)),
      database: decodeURIComponent(url.pathname.slice(1)) || user,
      sslMode: url.searchParams.get("sslmode") ?? undefined,
      certificates: url.searchParams.get("sslrootcert") ?? undefined
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // No cause: the message of the parser repeats the address, and with it the password.
    throw new UsageError(
      `invalid DATABASE_URL: it is no address of a PostgreSQL database; ${remedy}`
    );
  }
}

function hostOf({hostname}: URL): string {
  return decodeURIComponent(hostname).replace(/^\[|\]$/g, ""); // an IPv6 address has brackets
}

function readPort(name: string, text: string | undefined): number {
  if (!text) return 5432;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new UsageError(`invalid ${name}: ${text}; it is an integer from 1 to 65535`);
}

function readSslMode(text = "prefer"): SslMode {
  const mode = sslModes.find((known) => known === text);
  if (mode) return mode;
  throw new UsageError(`invalid sslmode: ${text}; try one of ${sslModes.join(", ")}`);
}

function readCertificates(path: string | undefined): string | null {
  if (!path) return null;
  try {
    const kind = {what: "certificates", remedy: "name a file of certificates"};
    return readNamedTextSync(path, kind);
  } catch (error) {
    throw new UsageError(`invalid PG_SSLROOTCERT: ${errorMessage(error)}`, {cause: error});
  }
}

function readSeconds(env: Environment, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(`invalid ${name}: ${text}; it is a number of seconds, at most 86400`);
}
