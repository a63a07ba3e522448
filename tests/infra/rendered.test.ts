import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {cases, digestOf, missingHelm, render} from "./chart.js";
import {findDangling, findUnknownFields, findWeaknesses, podsOf, readManifests} from "./manifests.js"; // prettier-ignore
import type {Manifest} from "./manifests.js";
import {root} from "./nginx-server.js";

// What the chart makes is kept beside the tests, so that it is checked, and its changes are reviewed, where there is
// no Helm. To write it anew: remove the file, and run this test where there is Helm.

const pathOf = (name: string) => join(root, `tests/infra/rendered/${name}.yaml`);

/** Returns what Helm writes of the case *name*, but for the files of nginx, under the digest of its sources. */
function rendered(name: string): string {
  const documents = render(name).split(/^---\n/m);
  const kept = documents.filter((one) => !/^ {2}default\.conf: \|$/m.test(one));
  return `# ${digestOf(name)}\n${kept.join("---\n")}`;
}

for (const {name} of cases)
  if (!missingHelm && !process.env.CI && !existsSync(pathOf(name)))
    writeFileSync(pathOf(name), rendered(name));

const manifestsOf = (name: string) => readManifests(readFileSync(pathOf(name), "utf8"));
const find = (name: string, kind: string, part: string) =>
  manifestsOf(name).find(
    (one) => one.kind === kind && one.metadata.name === `atalaya-${part}`
  ) as Manifest & {spec: Record<string, never>};

describe.each(cases)("tests/infra/rendered/$name.yaml", ({name, external}) => {
  it("is what the chart makes now", () => {
    const text = readFileSync(pathOf(name), "utf8");
    const remedy = `the chart or its values changed: remove ${name}.yaml, and run this test where there is Helm`;
    expect(text.split("\n", 1)[0], remedy).toBe(`# ${digestOf(name)}`);
    if (!missingHelm) expect(text).toBe(rendered(name));
  });

  it("is restricted, complete, and what Kubernetes knows", () => {
    const made = manifestsOf(name);
    expect(made.flatMap(findUnknownFields)).toEqual([]);
    expect(made.flatMap(findWeaknesses)).toEqual([]);
    expect(findDangling(made, [...external, "ConfigMap/atalaya-nginx"])).toEqual([]);
  });

  it("lets a pod do what a policy of its own allows, and nothing else", () => {
    const made = manifestsOf(name);
    const policies = made.filter(({kind}) => kind === "NetworkPolicy");
    for (const {spec} of policies) expect(spec?.policyTypes).toEqual(["Ingress", "Egress"]);
    const names = policies.map(({metadata}) => metadata.name);
    expect(names).toContain("atalaya-default-deny");
    for (const {labels} of made.flatMap(podsOf))
      expect(names).toContain(`atalaya-${labels["app.kubernetes.io/component"]}`);
  });
});

it("a worker that ends has the time to drain, and less memory than its container", () => {
  for (const name of ["workers-keda", "workers-hpa", "feeds", "everything"]) {
    const [pod] = podsOf(find(name, "Deployment", "worker")) as unknown as [
      {terminationGracePeriodSeconds: number; containers: [{args: string[]; resources: {limits: {memory: string}}}]} // prettier-ignore
    ];
    const [{args, resources}] = pod.containers;
    const option = (key: string) => Number(args[args.indexOf(key) + 1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(option("--drain"));
    expect(parseInt(resources.limits.memory)).toBeGreaterThan(option("--memory-limit"));
  }
});

it("workers are scaled by one thing, which then says how many there are", () => {
  const kinds = (name: string) => manifestsOf(name).map(({kind}) => kind);
  expect(kinds("defaults")).not.toContain("ScaledObject");
  expect(kinds("defaults")).not.toContain("HorizontalPodAutoscaler");
  expect(find("feeds", "Deployment", "worker").spec).toHaveProperty("replicas", 2);
  for (const name of ["workers-keda", "workers-hpa"])
    expect(find(name, "Deployment", "worker").spec).not.toHaveProperty("replicas");
  expect(find("workers-keda", "ScaledObject", "worker").spec).toMatchObject({
    minReplicaCount: 0,
    maxReplicaCount: 40,
    triggers: [{type: "prometheus", metadata: {query: expect.stringContaining('"atalaya"')}}]
  });
  expect(find("everything", "ScaledObject", "worker").spec.triggers).toMatchObject([
    {type: "postgresql", metadata: {userName: "scaler"}, authenticationRef: {name: "atalaya-worker-queue"}} // prettier-ignore
  ]);
  expect(find("workers-hpa", "HorizontalPodAutoscaler", "worker").spec).toMatchObject({
    minReplicas: 1,
    metrics: [{type: "External", external: {metric: {selector: {matchLabels: {cluster: "blue"}}}}}]
  });
});

it("a distributed run is done before its site is built, by the same options and with the same logs", () => {
  type Pod = {initContainers?: {command: string[]; args: string[]; volumeMounts: object[]}[]};
  for (const name of ["workers-keda", "everything"]) {
    const [pod] = podsOf(find(name, "CronJob", "pipeline"));
    const [run] = (pod as unknown as Pod).initContainers ?? [];
    expect(run.command.slice(2)).toEqual(["run", "--distributed", "--allow-partial"]);
    expect([run.args, run.volumeMounts]).toEqual([pod.containers[0].args, pod.containers[0].volumeMounts]); // prettier-ignore
  }
  const [pod] = podsOf(find("servers", "CronJob", "pipeline"));
  expect(pod).not.toHaveProperty("initContainers");
});

it("new workers and scorers come before old ones go, and a drain of nodes takes one at a time", () => {
  for (const part of ["worker", "scorer"]) {
    const {spec} = find("workers-hpa", "Deployment", part);
    expect(spec.strategy).toMatchObject({rollingUpdate: {maxUnavailable: 0}});
    const budget = find("workers-hpa", "PodDisruptionBudget", part).spec;
    expect(budget).toMatchObject({maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow"});
  }
});
