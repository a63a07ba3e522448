import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {parse} from "yaml";
import {
  findDangling,
  findUnknownFields,
  findWeaknesses,
  podsOf,
  readManifests
} from "./manifests.js";
import type {Manifest} from "./manifests.js";
import {root} from "./nginx-server.js";
import {describeWithTool} from "./tools.js";

const chart = join(root, "infra/helm/atalaya");
const helm = (...args: string[]) => spawnSync("helm", args, {encoding: "utf8"});
const missing = helm("version").error && "missing helm; install it to test infra/helm";

/** Returns the objects that the chart makes with *values*; throws what helm says if it refuses. */
function template(...values: string[]): Manifest[] {
  const set = values.flatMap((value) => ["--set", value]);
  const {status, stdout, stderr} = helm(
    "template",
    "atalaya",
    chart,
    "--namespace",
    "atalaya",
    "--kube-version",
    "1.33.0",
    ...set
  );
  if (status !== 0) throw new Error(stderr);
  return readManifests(stdout);
}

const served = [
  "signing.secretName=atalaya-signing",
  "minio.endpoint=http://minio.storage.svc:9000",
  "postgresql.host=postgresql.storage.svc"
];
const all = [
  ...served,
  "postgresql.certificatesKey=ca.pem",
  "postgresql.sslMode=verify-full",
  "pipeline.runNow=true",
  "pipeline.logs.existingClaim=zeek-logs",
  "site.ingress.enabled=true",
  "site.storage.accessMode=ReadWriteMany",
  "site.replicas=3",
  "image.digest=sha256:" + "0123456789abcdef".repeat(4)
];
const secrets = ["Secret/atalaya-signing", "Secret/atalaya-minio", "Secret/atalaya-postgresql"];

it("Chart.yaml, package.json and the images say the same version", () => {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const {version} = JSON.parse(read("package.json")) as {version: string};
  expect(parse(read("infra/helm/atalaya/Chart.yaml"))).toMatchObject({
    version,
    appVersion: version
  });
  expect(read("infra/Dockerfile")).toContain(`image.version="${version}"`);
  expect(read("infra/k8s/kustomization.yaml")).toContain(`newTag: ${version}\n`);
});

it("values.schema.json knows every value, and refuses others", () => {
  type Schema = {properties?: Record<string, Schema>; additionalProperties?: boolean | object};
  const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as Schema;
  const values = parse(readFileSync(join(chart, "values.yaml"), "utf8")) as Record<string, unknown>;
  const compare = (value: unknown, {properties, additionalProperties}: Schema, path: string) => {
    if (!properties) return;
    expect([path, Object.keys(value as object).sort()]).toEqual([
      path,
      Object.keys(properties).sort()
    ]);
    expect([path, additionalProperties]).toEqual([path, false]);
    for (const [key, part] of Object.entries(properties))
      compare((value as Record<string, unknown>)[key], part, `${path}.${key}`);
  };
  compare(values, schema, "");
});

describeWithTool("infra/helm with helm:", missing, () => {
  it("helm lint finds nothing to mend", () => {
    const {status, stdout} = helm("lint", "--strict", chart);
    expect([status, stdout]).toEqual([0, expect.stringContaining("0 chart(s) failed")]);
  });

  it.each([
    ["the defaults", []],
    ["servers", served],
    ["everything", all]
  ])("helm template with %s makes what Kubernetes knows, restricted and whole", (_, values) => {
    const made = template(...values);
    expect(made.flatMap(findUnknownFields)).toEqual([]);
    expect(made.flatMap(findWeaknesses)).toEqual([]);
    const external = values.length > 0 ? secrets : [];
    const claims = values.length > 2 ? ["PersistentVolumeClaim/zeek-logs"] : [];
    expect(findDangling(made, [...external, ...claims])).toEqual([]);
    expect(made.map(({kind}) => kind)).not.toContain("Secret");
    expect(made.filter(({kind}) => kind === "Job")).toHaveLength(
      values.includes("pipeline.runNow=true") ? 1 : 0
    );
  });

  it("helm template makes the pods that infra/k8s has", () => {
    const folder = join(root, "infra/k8s");
    for (const [file, kind] of [
      ["cron-job.yaml", "CronJob"],
      ["site.yaml", "Deployment"]
    ]) {
      const [plain] = readManifests(readFileSync(join(folder, file), "utf8")).filter(
        (one) => one.kind === kind
      );
      const made = template(...served).find((one) => one.kind === kind) as Manifest;
      expect(comparable(made)).toEqual(comparable(plain));
    }
  });

  it("helm template gives nginx the files of infra/nginx", () => {
    const config = template().find(({metadata}) => metadata.name === "atalaya-nginx");
    for (const [key, file] of [
      ["default.conf", "site.conf"],
      ["reload.sh", "reload.sh"]
    ]) {
      const text = readFileSync(join(root, "infra/nginx", file), "utf8");
      expect(config?.data?.[key].trim()).toBe(text.trim());
    }
  });

  it.each([
    ["site.replicas=0.5", "replicas"],
    ["pipeline.treads=2", "treads"],
    ["minio.secretKey=hunter2", "secretKey"],
    ["minio.endpoint=minio:9000", "endpoint"],
    ["postgresql.sslMode=maybe", "sslMode"],
    ["postgresql.port=99999", "port"],
    ["image.digest=latest", "digest"]
  ])("helm template refuses %s", (value, name) => {
    expect(() => template(value)).toThrow(name);
  });
});

/** Returns the pod of *manifest* without what depends on the name of the release. */
function comparable(manifest: Manifest): object {
  const [{labels, ...pod}] = podsOf(manifest);
  const text = JSON.stringify(pod).replaceAll('"app.kubernetes.io/instance":"atalaya",', "");
  return {part: labels["app.kubernetes.io/component"], pod: JSON.parse(text) as object};
}
