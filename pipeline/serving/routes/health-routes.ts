import type {ScoringContext} from "../scoring-context.js";
import type {Route} from "./route.js";
import {answer, flag} from "./schemas.js";

/** Returns the routes that say whether the service lives, and is ready to score; they need no token, for probes have none. */
export function healthRoutes(context: ScoringContext): Route[] {
  return [
    {
      method: "GET",
      path: "/v2/health/live",
      description: {
        operationId: "serverLive",
        summary: "Whether the service lives.",
        isOpen: true,
        responses: {200: answer("It does.", flag("live"))}
      },
      handler: () => ({live: true})
    },
    {
      method: "GET",
      path: "/v2/health/ready",
      description: {
        operationId: "serverReady",
        summary: "Whether the service is ready to score.",
        isOpen: true,
        responses: {
          200: answer("It is.", flag("ready")),
          503: answer("It is about to end.", flag("ready"))
        }
      },
      handler(_, reply) {
        const ready = context.isReady();
        return reply.code(ready ? 200 : 503).send({ready});
      }
    }
  ];
}
