import {errorMessage} from "../../../src/core/error-message.js";
import {ChangedFileError, OutageError, UsageError} from "../../config/errors.js";
import {diskFailures} from "../disk.js";
import {ConnectionError} from "./connection.js";
import type {Attempt} from "./connection.js";

/** The object store failed, and went on to until the time was up; the message names the object. */
export class StoreError extends OutageError {
  override readonly name = "StoreError";
}

/** The bytes that came are not those that were kept. */
export class DigestError extends ChangedFileError {}

/** An action on an object, for messages. */
export interface Action {
  /** E.g., `read`. */
  verb: string;
  /** E.g., `s3://cybersec-ml-raw/artifacts/…`. */
  object: string;
  /** E.g., `http://127.0.0.1:9000`. */
  address: string;
}

/** The assessment of an error. */
export interface Assessment {
  /** True if another try may succeed. */
  retry: boolean;
  /** True if the settings of the user are wrong. */
  usage: boolean;
  /** The fault and, after a semicolon, the remedy; without secrets. */
  sentence: string;
}

const credentials = "credentials rejected; check MINIO_ACCESS_KEY and MINIO_SECRET_KEY";
const certificate =
  "certificate not trusted; set NODE_EXTRA_CA_CERTS to the file of its authority, or MINIO_ENDPOINT to the name that it is for";

/** The mistakes that the user has to fix, by the code of the error. */
const mistakes: Record<string, string> = {
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  AccessDenied:
    "access denied; give the key of MINIO_ACCESS_KEY the policy in docs/06-ingestion-minio.md",
  AllAccessDisabled: "access denied; the account or bucket is disabled",
  AccountProblem: "access denied; the account is disabled",
  RequestTimeTooSkewed:
    "clocks differ by more than 15 minutes; set the clock of this machine, or of the server",
  AuthorizationHeaderMalformed: "another region was expected; set MINIO_REGION",
  PermanentRedirect: "another region was expected; set MINIO_REGION and MINIO_ENDPOINT",
  InvalidBucketName: "invalid name of a bucket; set MINIO_BUCKET_RAW and the like",
  BucketAlreadyExists: "the bucket belongs to another account; set MINIO_BUCKET_RAW and the like",
  ENOTFOUND: "host not found; check MINIO_ENDPOINT",
  EPROTO: "no TLS there; set MINIO_SECURE=false, or check MINIO_ENDPOINT",
  ERR_SSL_WRONG_VERSION_NUMBER: "no TLS there; set MINIO_SECURE=false, or check MINIO_ENDPOINT",
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
  SELF_SIGNED_CERT_IN_CHAIN: certificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
  CERT_HAS_EXPIRED: certificate,
  ERR_TLS_CERT_ALTNAME_INVALID: certificate
};

/** The errors that pass by themselves, by their code; other answers of a server are final. */
const passing: Record<string, string> = {
  ECONNREFUSED: "connection refused; start the store, or check MINIO_ENDPOINT",
  ECONNRESET: "connection lost",
  EPIPE: "connection lost",
  ECONNABORTED: "connection lost",
  ERR_STREAM_PREMATURE_CLOSE: "connection lost",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host not reachable; check the network, and MINIO_ENDPOINT",
  ENETUNREACH: "network not reachable; check the network, and MINIO_ENDPOINT",
  EAI_AGAIN: "host not resolved; check the network, and MINIO_ENDPOINT",
  BadDigest: "bytes changed on the way up",
  XAmzContentSHA256Mismatch: "bytes changed on the way up",
  MalformedXML: "bytes changed on the way up",
  InvalidPart: "bytes changed on the way up",
  InvalidPartOrder: "bytes changed on the way up",
  IncompleteBody: "body interrupted on the way up",
  RequestTimeout: "body too slow on the way up",
  SlowDown: "too many requests",
  ConditionalRequestConflict: "another writer at the same key",
  OperationAborted: "another writer at the same key"
};

const full = "the store is full; free some, or run `atalaya gc`";
const passingStatus = [408, 409, 429, 499, 500, 502, 503, 504, 520];

/** Returns what is to be made of *error*, which ended *attempt*. */
export function assess(error: unknown, attempt: Attempt): Assessment {
  const code = codeOf(error, attempt);
  const text = printableMessage(error);
  const status = attempt.status ?? 0;
  if (Object.hasOwn(diskFailures, code)) return fatal(diskFailures[code]);
  if (attempt.signal.aborted) return pass("no answer in time");
  if (status === 507 || /StorageFull|QuotaExceeded/.test(code)) return fatal(full);
  if (/HTTP request to an HTTPS server/.test(text))
    return mistake("only TLS there; set MINIO_SECURE=true");
  if (Object.hasOwn(mistakes, code)) return mistake(mistakes[code]);
  if (Object.hasOwn(passing, code)) return pass(passing[code]);
  if (error instanceof DigestError || error instanceof ConnectionError) return pass(text);
  if (code.startsWith("HPE_")) return pass("answer not understood");
  if (passingStatus.includes(status)) return pass(`the server answers ${status}`);
  if (status >= 200 && status < 300) return pass(`answer not understood: ${text}`); // a changed byte
  if (status === 0) return fatal(text);
  return fatal(`the server answers ${status}${code && `, ${code}`}: ${text}`);
}

/** Returns the error to throw for *action* when *assessment* is final. */
export function failure(
  action: Action,
  assessment: Assessment,
  cause: unknown,
  effort = ""
): Error {
  const [what, ...remedy] = assessment.sentence.split("; ");
  const where = `cannot ${action.verb} ${action.object} at ${action.address}`;
  const message = [`${where}: ${what}${effort}`, ...remedy].join("; ");
  return new (assessment.usage ? UsageError : StoreError)(message, {cause});
}

/** Returns the code of *error*, of the server or of the system; empty if there is none. */
export function codeOf(error: unknown, {code, status}: Partial<Attempt> = {}): string {
  const own = (error as {code?: unknown} | null)?.code;
  if (code && (status ?? 0) >= 400) return code;
  return typeof own === "string" ? own : "";
}

function printableMessage(error: unknown): string {
  const text = errorMessage(error);
  return text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 200);
}

function pass(sentence: string): Assessment {
  return {retry: true, usage: false, sentence};
}

function mistake(sentence: string): Assessment {
  return {retry: false, usage: true, sentence};
}

function fatal(sentence: string): Assessment {
  return {retry: false, usage: false, sentence};
}
