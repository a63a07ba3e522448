import {readVersion} from "../config/package.js";
import type {Route} from "./routes/route.js";
import {fault} from "./routes/schemas.js";

/** Returns the OpenAPI 3.1 document of *routes*; *hasToken* if requests have to bear a token. */
export function openApiOf(routes: readonly Route[], hasToken: boolean): object {
  const paths = new Map<string, {[method: string]: object}>();
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    const operation = {[route.method.toLowerCase()]: operationOf(route, hasToken)};
    paths.set(path, {...paths.get(path), ...operation});
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Atalaya scoring service",
      version: readVersion(),
      license: {name: "Apache-2.0", identifier: "Apache-2.0"}
    },
    paths: Object.fromEntries(paths),
    ...(hasToken && {
      components: {securitySchemes: {token: {type: "http", scheme: "bearer"}}}
    })
  };
}

function operationOf({params, description}: Route, hasToken: boolean): object {
  const {operationId, summary, query, body, headers, responses, isOpen = false} = description;
  const parameters = [
    ...Object.entries(params ?? {}).map(([name, schema]) => ({
      name,
      in: "path",
      required: true,
      schema
    })),
    ...Object.entries(query ?? {}).map(([name, parameter]) => ({
      name,
      in: "query",
      required: false,
      ...parameter
    })),
    ...Object.entries(headers ?? {}).map(([name, header]) => ({
      name,
      in: "header",
      required: false,
      ...header
    }))
  ];
  return {
    operationId,
    summary,
    ...(parameters.length > 0 && {parameters}),
    ...(body && {requestBody: {required: true, content: body}}),
    responses: {...responses, ...(isOpen ? {} : rejections(hasToken))},
    ...(hasToken && !isOpen && {security: [{token: []}]})
  };
}

/** What every route that is not open may respond. */
function rejections(hasToken: boolean) {
  return {
    ...(hasToken && {401: fault("The token is missing or wrong.")}),
    429: fault("The client has sent too many requests."),
    503: fault("The service is about to end.")
  };
}
