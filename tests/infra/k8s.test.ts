import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
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

const folder = join(root, "infra/k8s");
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const {resources, configMapGenerator} = parse(read("kustomization.yaml")) as {
  resources: string[];
  configMapGenerator: {name: string; files: string[]}[];
};
const manifests = resources.flatMap((path) => readManifests(read(path)));
const once = readManifests(read("once/job.yaml"));
const external = ["Secret/atalaya-signing", "Secret/atalaya-minio", "Secret/atalaya-postgresql"];
const generated = configMapGenerator.map(({name}) => `ConfigMap/${name}`);

interface JobSpec {
  backoffLimit: number;
  podFailurePolicy: {rules: object[]};
  template: {spec: {terminationGracePeriodSeconds: number}};
}

const find = <T extends object>(kind: string, name: string) =>
  manifests.find((one) => one.kind === kind && one.metadata.name === name) as Manifest & {spec: T};

it("kustomization.yaml names every manifest in the folder", () => {
  const files = globSync("*.yaml", {cwd: folder}).filter((path) => path !== "kustomization.yaml");
  expect(resources.toSorted()).toEqual(files.sort());
});

it("every manifest says only what Kubernetes knows", () => {
  expect([...manifests, ...once].flatMap(findUnknownFields)).toEqual([]);
  expect(new Set(manifests.map(({kind}) => kind)).size).toBeGreaterThan(7);
});

it("every pod keeps the restricted standard, and is bounded", () => {
  expect([...manifests, ...once].flatMap(findWeaknesses)).toEqual([]);
  expect(manifests.flatMap(podsOf)).toHaveLength(2);
});

it("every reference leads to an object, or to a secret that the README says how to make", () => {
  const all = [...manifests, ...once];
  expect(findDangling(all, [...external, ...generated])).toEqual([]);
  for (const secret of external) expect(read("README.md")).toContain(secret.split("/")[1]);
  expect(all.map(({kind}) => kind)).not.toContain("Secret");
});

it("the checks of manifests find what is wrong", () => {
  const [site] = readManifests(read("site.yaml"));
  const broken = (change: (copy: Manifest & Record<string, never>) => void) => {
    const copy = structuredClone(site) as Manifest & Record<string, never>;
    change(copy);
    return [...findUnknownFields(copy), ...findWeaknesses(copy)];
  };
  const pod = (copy: Manifest) => podsOf(copy)[0];
  expect(broken(() => undefined)).toEqual([]);
  expect(broken((copy) => Object.assign(copy.spec as object, {replica: 1}))).toEqual([
    "unknown field: Deployment.spec.replica"
  ]);
  expect(broken((copy) => Object.assign(copy.spec as object, {replicas: "1"}))[0]).toMatch(
    /is no numeric/
  );
  expect(broken((copy) => Object.assign(copy, {kind: "Deploy"}))[0]).toMatch(/unknown kind/);
  expect(broken((copy) => Object.assign(pod(copy).securityContext, {runAsUser: 0}))).toHaveLength(
    1
  );
  expect(
    broken((copy) => Object.assign(pod(copy).containers[0], {image: "nginx:latest"}))
  ).toHaveLength(1);
  expect(
    broken((copy) => delete (pod(copy).containers[0].resources.limits as {memory?: string}).memory)
  ).toHaveLength(1);
  const env = [{name: "PG_PASSWORD", value: "x"}];
  expect(broken((copy) => Object.assign(pod(copy).containers[0], {env}))).toHaveLength(1);
  expect(findDangling([site], [])).toHaveLength(3);
});

it("the schedule runs one job at a time, ends it in time, and keeps little of it", () => {
  const {spec} = find<Record<string, unknown>>("CronJob", "atalaya-pipeline");
  expect(spec).toMatchObject({concurrencyPolicy: "Forbid", timeZone: "Etc/UTC"});
  expect(spec.startingDeadlineSeconds).toBeGreaterThan(100); // below, a missed run counts as none
  expect(spec.successfulJobsHistoryLimit).toBeGreaterThan(0);
  expect(spec.failedJobsHistoryLimit).toBeGreaterThan(0);
  const job = (spec.jobTemplate as {spec: Record<string, unknown>}).spec;
  expect(job.activeDeadlineSeconds).toBeGreaterThan(0);
  expect(job.ttlSecondsAfterFinished).toBeGreaterThan(0);
  expect(once[0].spec).toEqual(job);
});

it("a run that was drained, killed or blocked is tried again; a mistake and a damaged log are not", () => {
  const {spec} = once[0] as unknown as {spec: JobSpec};
  const [mistake, disruption] = spec.podFailurePolicy.rules;
  expect(mistake).toEqual({
    action: "FailJob",
    onExitCodes: {operator: "In", values: [2, 3]}, // not 1, 137, 143
    onPodConditions: [] // older clusters’ schemas, which Helm validates with, require it
  });
  expect(disruption).toEqual({
    action: "Ignore",
    onPodConditions: [{type: "DisruptionTarget", status: "True"}]
  });
  expect(spec.backoffLimit).toBeGreaterThan(0);
  const {terminationGracePeriodSeconds} = spec.template.spec;
  expect(terminationGracePeriodSeconds).toBeGreaterThan(5); // what an interrupted run takes to say so
});

it("nobody is reached by default; the pipeline asks three services, the site none", () => {
  const policies = manifests.filter(({kind}) => kind === "NetworkPolicy");
  for (const {spec} of policies) expect(spec?.policyTypes).toEqual(["Ingress", "Egress"]);
  const deny = find("NetworkPolicy", "atalaya-default-deny").spec;
  expect(deny).toEqual({podSelector: {}, policyTypes: ["Ingress", "Egress"]});
  const {spec: site} = find<{egress: unknown[]; ingress: {ports: {port: number}[]}[]}>(
    "NetworkPolicy",
    "atalaya-site"
  );
  expect(site.egress).toEqual([]);
  expect(site.ingress.flatMap(({ports}) => ports.map(({port}) => port))).toEqual([8080]);
  const {spec: pipeline} = find<{
    egress: {to: object[]; ports: {port: number}[]}[];
    ingress: unknown[];
  }>("NetworkPolicy", "atalaya-pipeline");
  expect(pipeline.ingress).toEqual([]);
  expect(pipeline.egress.flatMap(({ports}) => ports.map(({port}) => port))).toEqual([
    53, 53, 9000, 5432
  ]);
  for (const {to} of pipeline.egress)
    expect(Object.keys(to[0])).toEqual(["namespaceSelector", "podSelector"]);
});

it("the copies of nginx’s files are the files of infra/nginx", () => {
  for (const file of ["site.conf", "reload.sh"])
    expect(read(`nginx/${file}`)).toBe(readFileSync(join(root, "infra/nginx", file), "utf8"));
});

const kustomize = spawnSync("kubectl", ["kustomize", folder], {encoding: "utf8"});
const missing =
  kustomize.error && "missing kubectl; install it to build infra/k8s as it is applied";

describeWithTool("infra/k8s with kubectl:", missing, () => {
  it("kubectl kustomize builds it, and every reference leads to an object of the namespace", () => {
    expect(kustomize.stderr).toBe("");
    const built = readManifests(kustomize.stdout);
    expect(built.length).toBe(manifests.length + configMapGenerator.length);
    expect(built.flatMap(findUnknownFields)).toEqual([]);
    expect(findDangling(built, external)).toEqual([]);
    const namespaces = built
      .filter(({kind}) => kind !== "Namespace")
      .map(({metadata}) => metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(["atalaya"]));
    const config = built.find(({metadata}) => metadata.name.startsWith("atalaya-nginx"));
    expect(config?.data?.["default.conf"]).toBe(read("nginx/site.conf"));
  });
});
