import type {FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods} from "fastify";

/** What the OpenAPI document says of a route, beside its path and parameters. */
export interface RouteDescription {
  operationId: string;
  summary: string;

  /** The parameters behind the path, by name; none is required but those that say so. */
  query?: {[name: string]: {description: string; schema: object; required?: boolean}};

  /** The schema of the body, by content type; none of a route without one. */
  body?: {[contentType: string]: object};

  /** Headers of the request, by name. */
  headers?: {[name: string]: {description: string; schema: object}};

  /** What it responds, by status code: a description, and schemas by content type. */
  responses: {[code: string]: {description: string; content?: {[contentType: string]: object}}};

  /** Whether it needs no token. */
  isOpen?: boolean;
}

/** A route of the service. */
export interface Route {
  method: "GET" | "POST";
  path: string;

  /** The parameters of the path, by name, as JSON schemas. */
  params?: {[name: string]: object};
  description: RouteDescription;
  handler(request: FastifyRequest, reply: FastifyReply): unknown;
}

const methods: HTTPMethods[] = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "QUERY"
];

/** Adds *routes* to *app*, and 405 for other methods of their paths. */
export function addRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  const byPath = new Map<string, Route[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  for (const [url, own] of byPath) {
    for (const route of own)
      app.route({
        method: route.method,
        url,
        handler: (request, reply) => route.handler(request, reply),
        ...(route.params && {
          schema: {
            params: {
              type: "object",
              properties: route.params,
              required: Object.keys(route.params)
            }
          }
        }),
        config: {description: route.description}
      });
    const known: string[] = own.map(({method}) => method);
    const allow = [...known, ...(known.includes("GET") ? ["HEAD"] : [])].join(", ");
    app.route({
      method: methods.filter((method) => !known.includes(method as string)),
      url,
      onRequest: async (request, reply) =>
        reply
          .code(405)
          .header("allow", allow)
          .send({error: `unsupported method: ${request.method}`}),
      handler() {}
    });
  }
}
