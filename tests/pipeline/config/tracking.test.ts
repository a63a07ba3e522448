import {inspect} from "node:util";
import {expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {readTracking} from "../../../pipeline/config/tracking.js";

const lineage = {OPENLINEAGE_URL: "http://marquez:5000"};
const mlflow = {MLFLOW_TRACKING_URI: "https://mlflow.example/base/"};

it("readTracking(env) tells nobody by default", () => {
  expect(readTracking({})).toEqual({openLineage: null, mlflow: null, warnings: []});
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
  [{...mlflow, MLFLOW_HTTP_REQUEST_TIMEOUT: "-1"}, "MLFLOW_HTTP_REQUEST_TIMEOUT"]
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
