import {inspect} from "node:util";
import {expect, it} from "vitest";
import {maybeTracing} from "../../../pipeline/config/tracing.js";
import type {Environment} from "../../../pipeline/config/environment.js";

const endpoint = {OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318"};

function read(env: Environment) {
  const warnings: string[] = [];
  return {tracing: maybeTracing(env, warnings), warnings};
}

it("maybeTracing(env, warnings) sends nothing by default, nor where it is switched off", () => {
  for (const env of [
    {},
    {...endpoint, OTEL_SDK_DISABLED: "TRUE"},
    {...endpoint, OTEL_TRACES_EXPORTER: "none"}
  ])
    // prettier-ignore
    expect(read(env)).toEqual({tracing: undefined, warnings: []});
});

it.each([
  [endpoint, "http://collector:4318/v1/traces"],
  [{OTEL_EXPORTER_OTLP_ENDPOINT: "https://host/otlp/"}, "https://host/otlp/v1/traces"],
  [{...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://jaeger:4318/x"}, "http://jaeger:4318/x"] // prettier-ignore
])("maybeTracing(%j) posts to %s", (env, url) => {
  expect(read(env).tracing).toEqual({
    url,
    headers: {},
    timeout: 2_000,
    service: "atalaya",
    resource: {}
  });
});

it("maybeTracing(env) reads headers, which show themselves nowhere, the timeout and the resource", () => {
  const {tracing} = read({
    ...endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Basic%20dXNlcjpwYXNz, x-scope = a",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-scope=b",
    OTEL_EXPORTER_OTLP_TIMEOUT: "2500",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=prod,team=a%2Cb",
    OTEL_SERVICE_NAME: "atalaya-nightly"
  });
  expect(tracing).toMatchObject({
    timeout: 2500,
    service: "atalaya-nightly",
    resource: {"deployment.environment": "prod", team: "a,b"}
  });
  const revealed = Object.entries(tracing!.headers).map(([name, value]) => [name, value.reveal()]);
  expect(revealed).toEqual([
    ["authorization", "Basic dXNlcjpwYXNz"],
    ["x-scope", "b"]
  ]);
  for (const text of [inspect(tracing, {depth: 9}), JSON.stringify(tracing)])
    expect(text).not.toContain("dXNlcjpwYXNz");
});

it("maybeTracing(env, warnings) warns of gRPC, and sends nothing", () => {
  const {tracing, warnings} = read({...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc"});
  expect(tracing).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL is not followed: grpc")]); // prettier-ignore
});

it.each([
  [{OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318"}, "it is no HTTP URL; try http://"],
  [{OTEL_EXPORTER_OTLP_ENDPOINT: "http://u:s3cr3t-pass@host"}, "it holds credentials"],
  [{OTEL_EXPORTER_OTLP_ENDPOINT: "http://host?s3cr3t-pass"}, "it has a query or a fragment"],
  [{...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "s3cr3t-pass"}, "it is no list of pairs"],
  [{...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "a=s3cr3t-pass%0d%0ab"}, "it is no list of pairs"],
  [{...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: "10s"}, "it is a number of milliseconds"]
])("maybeTracing(%j) says what is wrong, without secrets", (env, message) => {
  expect(() => read(env)).toThrow(message);
  expect(() => read(env)).not.toThrow("s3cr3t");
});
