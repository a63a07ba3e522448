import {OutageError, UsageError} from "../config/errors.js";
import type {PostgresSettings} from "../config/postgres.js";

/** Codes of PostgreSQL and of sockets that say: the connection is gone, or the server is on its way down or up. */
const lost =
  /^(?:08...|57P0[1235]|25P03|ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;

/** The messages of pg on a connection that was lost, or timed out. */
const lostWords =
  /^(?:Connection terminated|Client has encountered a connection error|Query read timeout|timeout e)/i;

/** Codes that say: nothing was done, and the same may well succeed now. */
const anew = /^(?:40001|40P01|55P03|53300)$/;

/** The remedies for a rejection, by the code of PostgreSQL. */
const remedies: Readonly<Record<string, string>> = {
  "28P01": "set PG_PASSWORD, or PG_PASSWORD_FILE, to the password of the role",
  "28000": "see pg_hba.conf of the server: it says who may connect, and how",
  "3D000": "create the database, as infra/postgresql/README.md says",
  "42501": "use a role that may, or run `atalaya audit migrate` as the owner of the database",
  "25006": "the server only lets read; connect to the primary"
};

/** The same, by what pg and Node.js say where there is no code of PostgreSQL. */
const messageRemedies: readonly [RegExp, string][] = [
  [/password must be/, remedies["28P01"]],
  [
    /does not support SSL/,
    "give it a certificate, or, in a network that you trust, set PG_SSLMODE=disable"
  ],
  [
    /CERT|certificate/,
    "set PG_SSLROOTCERT to the file of the authority that signed its certificate"
  ]
];

/** Returns whether *error* says that the connection was lost, or could not be made for now. */
export function isLost(error: unknown): boolean {
  const {code, message} = error as {code?: unknown; message?: string};
  if (error instanceof AggregateError) return error.errors.some(isLost); // localhost is two addresses
  return (typeof code === "string" && lost.test(code)) || lostWords.test(message ?? "");
}

/** Returns whether what failed with *error* may be done anew: nothing of it has happened. */
export function isPassing(error: unknown): boolean {
  const {code} = error as {code?: unknown};
  return typeof code === "string" && anew.test(code);
}

/** Returns the address of a database, for messages: without the password. */
export function locationOf({host, port, user, database}: PostgresSettings): string {
  const name = host.startsWith("/")
    ? encodeURIComponent(host)
    : host.includes(":")
      ? `[${host}]`
      : host;
  return `postgresql://${encodeURIComponent(user)}@${name}:${port}/${encodeURIComponent(database)}`;
}

/** Returns *error* as one that says which database it is about, and what to do; without a secret. */
export function databaseError(error: unknown, settings: PostgresSettings): unknown {
  if (error instanceof UsageError || error instanceof OutageError) return error;
  const {code = "", message} = error as {code?: string; message?: string};
  const location = locationOf(settings);
  const reported = concealed(message || code || "no reason given", settings).replace(/\.$/, "");
  if (isLost(error) || code === "ENOTFOUND")
    return new OutageError(
      `audit database unreachable: ${location} (${code || reported}); see that the server runs and that PG_HOST and PG_PORT, or DATABASE_URL, name it`,
      {cause: error}
    );
  const remedy =
    (Object.hasOwn(remedies, code) ? remedies[code] : undefined) ??
    messageRemedies.find(([pattern]) => pattern.test(`${code} ${reported}`))?.[1];
  if (!remedy) return error;
  return new UsageError(
    `audit database rejects the connection: ${location} (${reported}); ${remedy}`,
    {cause: error}
  );
}

function concealed(text: string, {password}: PostgresSettings): string {
  const secret = password.reveal();
  return secret ? text.replaceAll(secret, "[secret]") : text;
}
