import type {Socket} from "node:net";
import type {FastifyReply, FastifyRequest} from "fastify";
import {InvalidRequest} from "./inference/invalid-request.js";
import {quoted} from "./inference/read-request.js";
import type {ScoringContext} from "./scoring-context.js";

/** What is said in place of the messages of the server, which name its parts; by their codes. */
const messages = new Map([
  ["FST_ERR_CTP_BODY_TOO_LARGE", "too many bytes in the body"],
  ["FST_ERR_CTP_INVALID_CONTENT_LENGTH", "invalid Content-Length: the body has another length"],
  ["FST_ERR_CTP_INVALID_MEDIA_TYPE", "invalid Content-Type"],
  ["FST_ERR_VALIDATION", "invalid parameter of the path"]
]);

/** The reasons of rejections, as the metrics have them, by status code. */
const reasons: Readonly<Record<number, string>> = {
  400: "invalid",
  404: "unknown",
  413: "size",
  415: "content-type"
};

/** Responds what is wrong with a request, as `{"error": …}`; what is our mistake is logged, and named to nobody. */
export function answerFault(
  {metrics, log}: Pick<ScoringContext, "metrics" | "log">,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): void {
  const {code = "", statusCode = 500, message} = error as {code?: string; statusCode?: number; message: string}; // prettier-ignore
  const isTheirs = statusCode >= 400 && statusCode < 500;
  if (!isTheirs) {
    log.error("unexpected error", {request: request.id, stack: (error as Error).stack});
    void reply.code(500).send({error: "unexpected error"});
    return;
  }
  metrics.rejected.inc({reason: reasons[statusCode] ?? "invalid"});
  const text =
    error instanceof InvalidRequest ? message : (messages.get(code) ?? "invalid request");
  if (statusCode === 413) void reply.header("connection", "close"); // the rest of the body is not read
  void reply.code(statusCode).send({error: text});
}

/** Responds that a path cannot be read. */
export function answerBadPath(_: Error, __: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).send({error: "invalid path"});
}

/** Responds that there is nothing at a path. */
export function answerUnknown(request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(404).send({error: `unknown path: ${quoted(request.url.split("?", 1)[0])}`});
}

/** Responds to what is no HTTP request, or comes too slowly, and ends the connection. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ["408 Request Timeout", "too slow"]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? ["431 Request Header Fields Too Large", "too many bytes in the headers"]
        : ["400 Bad Request", "invalid HTTP"];
  const body = JSON.stringify({error: message});
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
  );
}
