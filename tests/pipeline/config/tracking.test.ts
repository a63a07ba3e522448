import {inspect} from "node:util";
import {expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {readTracking} from "../../../pipeline/config/tracking.js";

const lineage = {OPENLINEAGE_URL: "http://marquez:5000"};
const mlflow = {MLFLOW_TRACKING_URI: "https://mlflow.example/base/"};
const prefect = {PREFECT_API_URL: "https://prefect.example/api/"};

it("readTracking(env) tells nobody by default", () => {
  expect(readTracking({})).toEqual({
    ...{openLineage: null, mlflow: null, prefect: null, openTelemetry: null},
    warnings: []
  });
});

it.each([
  [lineage, "http://marquez:5000/api/v1/lineage"],
  [{...lineage, OPENLINEAGE_ENDPOINT: "events?x=1"}, "http://marquez:5000/events?x=1"],
  [{OPENLINEAGE_URL: "http://host/proxy/"}, "http://host/proxy/api/v1/lineage"],
  [{OPENLINEAGE_URL: "http://host/proxy"}, "http://host/api/v1/lineage"] // as Python’s urljoin
])("readTracking(%j) posts to %s", (env, url) => {
  expect(readTracking(env).openLineage).toMatchObject({url, namespace: "atalaya", file: null});
});

it("readTracking(env) posts nothing if OPENLINEAGE_DISABLED says so", () => {
  expect(readTracking({...lineage, OPENLINEAGE_DISABLED: " True "}).openLineage).toBeNull();
});

it("readTracking(env) reads where MLflow is", () => {
  expect(readTracking(mlflow).mlflow).toEqual({
    url: "https://mlflow.example/base",
    credentials: null,
    experiment: "atalaya",
    timeout: 10
  });
});

it("readTracking(env) reads where Prefect is, and who asks", () => {
  expect(readTracking(prefect)).toMatchObject({
    prefect: {url: "https://prefect.example/api", credentials: null, timeout: 10},
    warnings: []
  });
  const user = {PREFECT_API_AUTH_STRING: "ana:hunter2", PREFECT_API_KEY: "key"};
  expect(readTracking({...prefect, ...user}).prefect?.credentials).toHaveProperty(
    "userAndPassword"
  );
});

it("readTracking(env) warns that it checks certificates, though Prefect’s client would not", () => {
  const env = {...prefect, PREFECT_API_TLS_INSECURE_SKIP_VERIFY: "true"};
  expect(readTracking(env).warnings).toHaveLength(1);
  expect(readTracking(env).warnings[0]).toContain("NODE_EXTRA_CA_CERTS");
});

it.each(["file:./mlruns", "sqlite:///mlflow.db", "databricks", "./mlruns"])(
  "readTracking(env) warns that it does not follow %s",
  (uri) => {
    const {mlflow, warnings} = readTracking({MLFLOW_TRACKING_URI: uri});
    expect(mlflow).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("MLFLOW_TRACKING_URI is not followed");
  }
);

it.each([
  [{OPENLINEAGE_URL: "marquez:5000"}, "OPENLINEAGE_URL: it is no HTTP address"],
  [{OPENLINEAGE_URL: "http://ana:hunter2@host"}, "OPENLINEAGE_URL: it holds credentials"],
  [{OPENLINEAGE_URL: "http://host/?key=hunter2"}, "OPENLINEAGE_URL: it has a query"],
  [{...lineage, OPENLINEAGE_ENDPOINT: "http://elsewhere/x"}, "OPENLINEAGE_ENDPOINT"],
  [{...lineage, OPENLINEAGE_ENDPOINT: "//elsewhere/x"}, "OPENLINEAGE_ENDPOINT"],
  [{...lineage, OPENLINEAGE_API_KEY: "hunter2", OPENLINEAGE_API_KEY_FILE: "x"}, "ambiguous"],
  [{MLFLOW_TRACKING_URI: "http://ana:hunter2@host"}, "MLFLOW_TRACKING_URI: it holds credentials"],
  [{...mlflow, MLFLOW_TRACKING_PASSWORD: "hunter2"}, "missing MLFLOW_TRACKING_USERNAME"],
  [{...mlflow, MLFLOW_TRACKING_USERNAME: "ana"}, "missing MLFLOW_TRACKING_PASSWORD"],
  [{...mlflow, MLFLOW_HTTP_REQUEST_TIMEOUT: "-1"}, "MLFLOW_HTTP_REQUEST_TIMEOUT"],
  [{PREFECT_API_URL: "prefect:4200"}, "PREFECT_API_URL: it is no HTTP URL"],
  [{PREFECT_API_URL: "http://ana:hunter2@host"}, "PREFECT_API_URL: it holds credentials"],
  [{...prefect, PREFECT_API_AUTH_STRING: "hunter2"}, "PREFECT_API_AUTH_STRING: it has no colon"],
  [{...prefect, PREFECT_API_REQUEST_TIMEOUT: "0"}, "PREFECT_API_REQUEST_TIMEOUT"]
])("readTracking(%j) says %s, and no secret", (env, message) => {
  const read = () => readTracking(env);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow("hunter2");
});

it("readTracking(env) shows no secret, printed or written", () => {
  const settings = readTracking({
    ...lineage,
    ...mlflow,
    OPENLINEAGE_API_KEY: "hunter2",
    MLFLOW_TRACKING_TOKEN: "hunter2"
  });
  expect(settings.openLineage?.apiKey?.reveal()).toBe("hunter2");
  expect(inspect(settings, {depth: 9}) + JSON.stringify(settings)).not.toContain("hunter2");
});
