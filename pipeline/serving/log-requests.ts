import type {FastifyInstance, FastifyRequest} from "fastify";
import type {ScoringContext} from "./scoring-context.js";

/** The most characters of a path that are logged. */
const maxPath = 200;

/** Logs and measures each response of *app*: method, path, status code, milliseconds, and who asked; never a header or a body. */
export function logRequests(
  app: FastifyInstance,
  {metrics, log}: Pick<ScoringContext, "metrics" | "log">
): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = routeOf(request);
    const code = reply.statusCode;
    const seconds = reply.elapsedTime / 1000;
    metrics.requests.inc({route, code: String(code)});
    metrics.seconds.observe({route}, seconds);
    log.info("request", {
      request: request.id,
      method: request.method,
      path: pathOf(request),
      code,
      milliseconds: Math.round(reply.elapsedTime * 1000) / 1000,
      client: request.ip
    });
  });
}

/** Returns the route of *request* as it is declared; `other` where there is none, so that clients cannot make up labels. */
function routeOf({routeOptions, is404}: FastifyRequest): string {
  return is404 ? "other" : (routeOptions.url ?? "other");
}

/** Returns the path without its query, which may hold a secret. */
function pathOf({url}: FastifyRequest): string {
  return url.split("?", 1)[0].slice(0, maxPath);
}
