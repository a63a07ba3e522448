import type {FastifyInstance, FastifyReply, FastifyRequest} from "fastify";
import {isForUs} from "../../site/serve/hosts.js";
import type {RouteDescription} from "../routes/route.js";
import type {ScoringContext} from "../scoring-context.js";
import {identify} from "./authentication.js";
import {tokenBuckets} from "./token-buckets.js";

/**
 * Rejects requests before their bodies are read: those for other hosts, without the token, above the rate of their client, or with a coding
 * that is not read. Routes that are open are only held to the host.
 */
export function admit(app: FastifyInstance, context: ScoringContext): void {
  const {limits, metrics, hosts, authentication} = context;
  const perSecond = limits.requestsPerSecond;
  const buckets = perSecond > 0 ? tokenBuckets(perSecond, 2 * perSecond) : null;
  const reject = (reply: FastifyReply, code: number, reason: string, error: string) => {
    metrics.rejected.inc({reason});
    return reply.code(code).header("connection", "close").send({error});
  };
  app.addHook("onRequest", async (request, reply) => {
    if (hosts && !isOfHost(request, hosts))
      return reject(reply, 421, "host", `misdirected request: the service answers to ${hosts.join(", ")}`); // prettier-ignore
    if (isOpen(request)) return;
    const client = identify(request.raw, authentication);
    if (client === null) {
      void reply.header("www-authenticate", "Bearer");
      return reject(reply, 401, "token", "missing or wrong token; send it as Authorization: Bearer …"); // prettier-ignore
    }
    const wait = buckets?.take(client) ?? 0;
    if (wait > 0) {
      void reply.header("retry-after", Math.ceil(wait));
      return reject(reply, 429, "rate", `too many requests: ${perSecond} a second at most`);
    }
    const coding = request.headers["content-encoding"] ?? "identity";
    if (coding !== "identity")
      return reject(reply, 415, "content-type", "unsupported Content-Encoding: send the body as it is"); // prettier-ignore
  });
  app.addHook("onSend", async (_, reply) => {
    if (!context.isReady()) void reply.header("connection", "close"); // so that the client asks elsewhere next, and no connection is ended while it asks
  });
}

/** Returns whether *request* is for this service, and from no page of another site: who needs no token must not be called by a browser for others. */
function isOfHost({raw, headers}: FastifyRequest, hosts: readonly string[]): boolean {
  return headers.origin === undefined && isForUs(raw, hosts);
}

function isOpen({routeOptions}: FastifyRequest): boolean {
  const {description} = routeOptions.config as {description?: RouteDescription};
  return description?.isOpen === true;
}
