import http from "node:http";
import https from "node:https";
import type {Client} from "minio";
import type {MinioSettings} from "../../config/minio.js";

/** One try of a request: what bounds it, and what is known of the answer. */
export interface Attempt {
  /** Ends the try. */
  signal: AbortSignal;
  /** For how long the connection may be silent, in milliseconds. */
  idleMs: number;
  /** The status of the last answer. */
  status?: number;
  /** The code of the error that a MinIO names in a header, where an answer has no body. */
  code?: string;
  /** For how long the server asks to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The clock of the server; milliseconds since 1970. */
  serverTime?: number;
}

/** Connections to an object store, kept alive between requests. */
export interface Connection {
  /** The address, for messages; e.g., `http://127.0.0.1:9000`. */
  readonly address: string;

  /** True if connections are encrypted, and thereby protected from changed bytes. */
  readonly secure: boolean;

  /** Returns a client whose requests are bounded by *attempt*, with *headers* beside its own. */
  client(attempt: Attempt, headers?: Record<string, string>): Promise<Client>;
}

/**
 * Returns connections to the store of *settings*. The MinIO client alone neither ends a silent
 * connection nor can be told to stop, and it reads no answer that it is going to retry; so each try
 * has a client of its own, over a transport that does all three. Its own retries are off.
 */
export function openConnection(settings: MinioSettings): Connection {
  const {host, port, secure, region, accessKey, secretKey} = settings;
  const agent = new (secure ? https : http).Agent({keepAlive: true, maxSockets: 32});
  return {
    address: `${secure ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    secure,
    async client(attempt, headers = {}) {
      const {Client} = await import("minio"); // a run without a server does not load it
      return new Client({
        endPoint: host,
        port,
        useSSL: secure,
        region,
        accessKey: accessKey.reveal(),
        secretKey: secretKey.reveal(),
        transportAgent: agent,
        transport: boundedTransport(secure, attempt, headers),
        retryOptions: {disableRetry: true}
      });
    }
  };
}

/** The method that the client calls of a transport; its type names all overloads of http.request. */
type Transport = Pick<typeof http, "request">;

function boundedTransport(
  secure: boolean,
  attempt: Attempt,
  headers: Record<string, string>
): Transport {
  const request = (options: https.RequestOptions, receive: (_: http.IncomingMessage) => void) => {
    const {signal, idleMs} = attempt;
    const bounded = {...options, headers: {...options.headers, ...headers}, signal};
    const outgoing = (secure ? https : http).request({...bounded, timeout: idleMs}, (incoming) => {
      note(attempt, incoming);
      receive(incoming);
      if ((incoming.statusCode ?? 0) >= 400 && incoming.listenerCount("data") === 0)
        setImmediate(() => incoming.resume()); // the client throws some answers away unread
    });
    const silence = `no byte for ${idleMs / 1000} s`;
    outgoing.on("timeout", () => outgoing.destroy(new ConnectionError(silence)));
    return outgoing;
  };
  return {request} as Transport;
}

/** A connection that ended before the answer did. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

function note(attempt: Attempt, {statusCode, headers}: http.IncomingMessage): void {
  attempt.status = statusCode;
  attempt.code = headers["x-minio-error-code"]?.toString();
  const seconds = Number(headers["retry-after"]);
  attempt.retryAfterMs = seconds >= 0 ? seconds * 1000 : undefined;
  const time = Date.parse(headers.date ?? "");
  attempt.serverTime = Number.isNaN(time) ? undefined : time;
}
