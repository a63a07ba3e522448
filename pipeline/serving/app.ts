import Fastify from "fastify";
import type {FastifyInstance, FastifyServerOptions} from "fastify";
import {admit} from "./access/admit.js";
import {answerBadPath, answerFault, answerMalformed, answerUnknown} from "./answer-faults.js";
import {eventRoutes} from "./events/routes.js";
import {logRequests} from "./log-requests.js";
import {openApiOf} from "./openapi.js";
import {healthRoutes} from "./routes/health-routes.js";
import {inferRoutes} from "./routes/infer-routes.js";
import {metadataRoutes} from "./routes/metadata-routes.js";
import {metricsRoutes} from "./routes/metrics-routes.js";
import {addRoutes} from "./routes/route.js";
import type {Route} from "./routes/route.js";
import type {ScoringContext} from "./scoring-context.js";

/** The certificate of a service, and of who may call it; as PEM. */
export interface TlsOptions {
  cert: string;
  key: string;

  /** The authority of clients; null if they need no certificate. */
  clientCa: string | null;
}

/** Returns the app of *service*, which does not listen yet. */
export async function createScoringApp(
  context: ScoringContext,
  tls: TlsOptions | null
): Promise<FastifyInstance> {
  const app = Fastify({...serverOptions(context, tls), logger: false}) as FastifyInstance;
  app.server.maxConnections = context.limits.connections;
  app.server.on("drop", () => context.metrics.rejected.inc({reason: "connections"}));
  app.server.headersTimeout = context.limits.headerSeconds * 1000;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", {parseAs: "buffer"}, (_, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => answerFault(context, error, request, reply));
  app.setNotFoundHandler(answerUnknown);
  logRequests(app, context);
  admit(app, context);
  const routes = [
    ...healthRoutes(context),
    ...metadataRoutes(context),
    ...inferRoutes(context),
    ...metricsRoutes(context),
    ...(context.events ? eventRoutes(context.events) : [])
  ];
  addRoutes(app, [...routes, openApiRoute(routes, context)]);
  return app;
}

function serverOptions({limits}: ScoringContext, tls: TlsOptions | null): FastifyServerOptions {
  const http = {
    headersTimeout: limits.headerSeconds * 1000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384
  };
  const options = {
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestSeconds * 1000,
    keepAliveTimeout: limits.idleSeconds * 1000,
    exposeHeadRoutes: true,
    routerOptions: {maxParamLength: 8_192},
    clientErrorHandler: answerMalformed,
    frameworkErrors: answerBadPath,
    return503OnClosing: true,
    forceCloseConnections: "idle" as const
  };
  if (!tls) return {...options, http} as FastifyServerOptions;
  const {cert, key, clientCa} = tls;
  const https = {
    ...http,
    cert,
    key,
    minVersion: "TLSv1.2",
    ...(clientCa !== null && {ca: clientCa, requestCert: true, rejectUnauthorized: true})
  };
  return {...options, https} as FastifyServerOptions;
}

function openApiRoute(routes: readonly Route[], {authentication}: ScoringContext): Route {
  const own: Route = {
    method: "GET",
    path: "/openapi.json",
    description: {
      operationId: "openApi",
      summary: "This document.",
      responses: {
        200: {
          description: "The OpenAPI document.",
          content: {"application/json": {schema: {type: "object"}}}
        }
      }
    },
    handler: (_, reply) => reply.type("application/json").send(document)
  };
  const document = JSON.stringify(openApiOf([...routes, own], authentication.token !== null));
  return own;
}
