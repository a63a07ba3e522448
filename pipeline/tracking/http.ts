import type {Secret} from "../config/secret.js";

/** A request to a server. */
export interface HttpRequest {
  method: "GET" | "POST" | "PUT";
  url: string;
  /** Sent as JSON, unless it is bytes. */
  body?: object | Uint8Array<ArrayBuffer>;
  /** The value of the Authorization header; sent, and never shown. */
  authorization?: Secret | null;
  /** For how long to wait, in seconds. */
  timeout: number;
  /** Gives up when it is aborted. */
  signal?: AbortSignal;
}

/** A server did not do what it was asked; says which, and how it answered, without secrets. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** The status of the answer; 0 if there was none. */
  readonly status: number;
  /** The answer, or its beginning. */
  readonly body: string;

  constructor(message: string, status: number, body: string) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** The longest answer that is read, in bytes; what follows is cut. */
const maxAnswerLength = 4_000_000;

/** The length, in characters, at which an error truncates an answer. */
const shown = 200;

/**
 * Returns the answer to *request*, as text. Rejects with an HttpError unless the status is in the 200s; a
 * redirection is not followed, since it would take the credentials elsewhere.
 */
export async function ask(request: HttpRequest): Promise<string> {
  const {method, url, authorization, timeout} = request;
  const name = `${method} ${url}`;
  const limit = AbortSignal.timeout(timeout * 1000);
  const signal = request.signal ? AbortSignal.any([limit, request.signal]) : limit;
  let status = 0;
  try {
    const {body, headers} = payloadOf(request);
    const response = await fetch(url, {method, headers, body, signal, redirect: "manual"});
    ({status} = response);
    const text = await readText(response);
    if (response.ok) return text;
    const detail = withoutSecret(text.slice(0, shown).replace(/\s+/g, " ").trim(), authorization);
    throw new HttpError(`${name} answered ${status}${detail && `: ${detail}`}`, status, text);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const reason = withoutSecret(reasonOf(error), authorization); // a header that is invalid is quoted
    const why = limit.aborted ? `no answer within ${timeout} s` : reason;
    throw new HttpError(`${name} failed: ${why}`, status, "");
  }
}

function payloadOf({body, authorization}: HttpRequest) {
  const isBytes = body instanceof Uint8Array;
  const headers = {
    ...(body && {"content-type": isBytes ? "application/octet-stream" : "application/json"}),
    ...(authorization && {authorization: authorization.reveal()})
  };
  return {headers, body: body && (isBytes ? body : JSON.stringify(body))};
}

async function readText({body}: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  if (!body) return text;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, {stream: true});
    if (text.length > maxAnswerLength) break;
  }
  return text;
}

/** A server may repeat what it was sent. */
function withoutSecret(text: string, authorization: Secret | null | undefined): string {
  const parts = authorization?.reveal().split(" ") ?? [];
  const secrets = parts.filter((part) => part.length >= 4 && !/^(bearer|basic)$/i.test(part));
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}

function reasonOf(error: unknown): string {
  const {cause, message} = error as Error & {cause?: {code?: string; message?: string}};
  return cause?.code ?? cause?.message ?? message;
}
