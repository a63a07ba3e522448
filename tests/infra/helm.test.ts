import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {parse} from "yaml";
import {cases, chart, helm, missingHelm, render, template} from "./chart.js";
import {findMisfits, kubeconform, missingKubeconform} from "./kubeconform.js";
import {findDangling, findUnknownFields, findWeaknesses, podsOf, readManifests} from "./manifests.js"; // prettier-ignore
import type {Manifest} from "./manifests.js";
import {root} from "./nginx-server.js";
import {describeWithTool} from "./tools.js";
import {readChartValues} from "./values-table.js";

const read = (path: string) => readFileSync(join(root, path), "utf8");

it("Chart.yaml, package.json and the images say the same version", () => {
  const {version} = JSON.parse(read("package.json")) as {version: string};
  expect(parse(read("infra/helm/atalaya/Chart.yaml"))).toMatchObject({
    version,
    appVersion: version
  });
  expect(read("infra/Dockerfile")).toContain(`image.version="${version}"`);
  expect(read("infra/k8s/kustomization.yaml")).toContain(`newTag: ${version}\n`);
  for (const path of globSync(["infra/k8s/**/*.yaml", "infra/compose.yaml"], {cwd: root}))
    for (const [, tag] of read(path).matchAll(/image: "?atalaya:([^"\s]+)/g))
      expect([path, tag]).toEqual([path, version]);
});

it("values.schema.json describes every value, rejects others, and README.md lists them", () => {
  const {rows, problems} = readChartValues();
  expect(problems).toEqual([]);
  expect(rows.length).toBeGreaterThan(120);
  const [, text] = read("infra/helm/README.md").split("\n## Values\n");
  const missing = rows.filter((row) => !text.includes(row));
  expect(missing, "npx tsx tests/infra/values-table.ts writes the table").toEqual([]);
  const listed = [...text.matchAll(/^\| `[^`]+` \| .+$/gm)].map(([row]) => row);
  expect(listed.filter((row) => !rows.includes(row))).toEqual([]);
});

describeWithTool("infra/helm with Helm:", missingHelm, () => {
  it("helm lint finds nothing to fix, whatever the values", () => {
    for (const {name} of cases.filter(({name}) => name !== "defaults")) {
      const values = join(root, `tests/infra/values/${name}.yaml`);
      const {status, stdout} = helm("lint", "--strict", "--kube-version", "1.33.0", "--values", values, chart); // prettier-ignore
      expect([name, status, stdout]).toEqual([name, 0, expect.stringContaining("0 chart(s) failed")]); // prettier-ignore
    }
  });

  it.each(cases)("helm template makes what $name asks for, restricted and complete", (one) => {
    const made = template(one.name);
    expect(made.flatMap(findUnknownFields)).toEqual([]);
    expect(made.flatMap(findWeaknesses)).toEqual([]);
    expect(findDangling(made, one.external)).toEqual([]);
    expect(made.map(({kind}) => kind)).not.toContain("Secret");
  });

  it("helm template makes the pods that infra/k8s has", () => {
    const more = ["worker.enabled=true", "scorer.enabled=true", "scorer.token.secretName=atalaya-scorer"]; // prettier-ignore
    const made = template("servers", ...more);
    for (const [file, kind, name] of [
      ["cron-job.yaml", "CronJob", "atalaya-pipeline"],
      ["site.yaml", "Deployment", "atalaya-site"],
      ["workers/worker.yaml", "Deployment", "atalaya-worker"],
      ["scorer/scorer.yaml", "Deployment", "atalaya-scorer"]
    ]) {
      const find = (all: Manifest[]) =>
        all.find((one) => one.kind === kind && one.metadata.name === name) as Manifest;
      const plain = find(readManifests(read(`infra/k8s/${file}`)));
      expect([file, comparable(find(made))]).toEqual([file, comparable(plain)]);
    }
  });

  it("helm template makes the run before the site that infra/k8s/workers has", () => {
    type Patch = {spec: {jobTemplate: {spec: {template: {spec: {initContainers: object[]}}}}}};
    const patch = parse(read("infra/k8s/workers/cron-job.patch.yaml")) as Patch;
    const made = template("servers", "worker.enabled=true", "pipeline.distributed=true");
    const job = made.find(({kind}) => kind === "CronJob") as Manifest;
    expect(podsOf(job)[0].initContainers).toEqual(patch.spec.jobTemplate.spec.template.spec.initContainers); // prettier-ignore
  });

  it("helm template gives nginx the files of infra/nginx", () => {
    const made = template("defaults");
    const config = made.find(({metadata}) => metadata.name === "atalaya-nginx");
    for (const [key, file] of [
      ["default.conf", "site.conf"],
      ["reload.sh", "reload.sh"]
    ])
      expect(config?.data?.[key].trim()).toBe(read(`infra/nginx/${file}`).trim());
  });

  it.each([
    ["site.replicas=0.5", "replicas"],
    ["pipeline.treads=2", "treads"],
    ["minio.secretKey=hunter2", "secretKey"],
    ["minio.endpoint=minio:9000", "endpoint"],
    ["postgresql.port=99999", "port"],
    ["image.digest=latest", "digest"],
    ["settings.PG_PASSWORD=hunter2", "PG_PASSWORD"],
    ["worker.rollingUpdate.maxSurge=110%", "maxSurge"],
    ["worker.enabled=true", "minio.endpoint"],
    ["pipeline.distributed=true", "worker.enabled"]
  ])("helm template rejects %s", (value, name) => {
    expect(() => template("defaults", value)).toThrow(name);
  });

  it.each([
    [["scorer.enabled=true"], "a token or a certificate"],
    [["scorer.enabled=true", "scorer.tls.secretName=tls"], "a token or a certificate"],
    [["worker.enabled=true", "worker.autoscaling.kind=hpa", "worker.autoscaling.minReplicas=20"], "maxReplicas"], // prettier-ignore
    [["worker.enabled=true", "worker.rollingUpdate.maxSurge=0"], "maxSurge"]
  ])("helm template rejects %s", (values, name) => {
    expect(() => template("servers", ...values)).toThrow(name);
  });
});

describeWithTool("infra/helm with kubeconform:", missingHelm ?? missingKubeconform, () => {
  it.each(cases)("kubeconform finds nothing wrong in $name", ({name}) => {
    expect(findMisfits(render(name))).toEqual([]);
  });

  it("kubeconform finds nothing wrong in infra/k8s, and something in what is wrong", () => {
    const paths = globSync("infra/k8s/**/*.yaml", {
      cwd: root,
      ignore: ["**/kustomization.yaml", "**/*.patch.yaml"]
    });
    for (const path of paths) expect([path, findMisfits(read(path))]).toEqual([path, []]);
    const wrong = render("defaults").replace("maxSurge: 1", "maxSrge: 1");
    expect(findMisfits(wrong)).toHaveLength(1);
    expect(kubeconform("-v").status).toBe(0);
  });
});

/** Returns the pod of *manifest* without what depends on the name of the release. */
function comparable(manifest: Manifest): object {
  const [{labels, ...pod}] = podsOf(manifest);
  const text = JSON.stringify(pod).replaceAll('"app.kubernetes.io/instance":"atalaya",', "");
  return {part: labels["app.kubernetes.io/component"], pod: JSON.parse(text) as object};
}
