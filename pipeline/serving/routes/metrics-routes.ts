import type {ScoringContext} from "../scoring-context.js";
import type {Route} from "./route.js";
import {answer} from "./schemas.js";

/** Returns the routes that say what the service has measured. */
export function metricsRoutes({metrics, shadow}: ScoringContext): Route[] {
  return [
    {
      method: "GET",
      path: "/metrics",
      description: {
        operationId: "metrics",
        summary: "Metrics, as Prometheus reads them.",
        responses: {
          200: {
            description: "The metrics.",
            content: {"text/plain": {schema: {type: "string"}}}
          }
        }
      },
      async handler(_, reply) {
        return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
      }
    },
    {
      method: "GET",
      path: "/shadow",
      description: {
        operationId: "shadow",
        summary: "How the scores of the shadow differ from those that were answered.",
        responses: {200: answer("A summary; null without a shadow.", {type: ["object", "null"]})}
      },
      handler: (_, reply) =>
        reply.type("application/json").send(JSON.stringify(shadow?.summary() ?? null))
    }
  ];
}
