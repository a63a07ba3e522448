import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {describe, expect, it} from "vitest";
import {parse} from "yaml";
import {root} from "./nginx-server.js";
import {describeWithTool} from "./tools.js";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  uses?: string;
  steps?: Step[];
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  needs?: string | string[];
}

interface Workflow {
  permissions: Record<string, string>;
  concurrency: object;
  jobs: Record<string, Job>;
}

const paths = globSync(".github/workflows/*.yml", {cwd: root}).sort();
const read = (path: string) => readFileSync(join(root, path), "utf8");
const workflowOf = (path: string) => parse(read(path)) as Workflow;

describe.each(paths)("%s", (path) => {
  const {permissions, concurrency, jobs} = workflowOf(path);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  it("uses actions by the digest of a commit, and says of which version", () => {
    const used = [...read(path).matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(0);
    for (const name of used.filter((name) => !name.startsWith("./")))
      expect(name).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may do nothing by default, ends in time, and leaves no credentials in the checkout", () => {
    for (const right of Object.values(permissions)) expect(right).toBe("read");
    expect(concurrency).toBeDefined();
    for (const [name, job] of Object.entries(jobs))
      if (!job.uses) expect([name, job["timeout-minutes"]]).toEqual([name, expect.any(Number)]);
    const checkouts = steps.filter(({uses}) => uses?.startsWith("actions/checkout@"));
    for (const {with: options} of checkouts) expect(options).toMatchObject({"persist-credentials": false}); // prettier-ignore
  });

  it("puts nothing that others write into a script: values reach it as variables", () => {
    for (const {run} of steps) expect(run ?? "").not.toContain("${{");
  });
});

it("the actions of all workflows are of one version each", () => {
  const used = paths.flatMap((path) => [...read(path).matchAll(/uses: ([\w/-]+)@(\S+)/g)]);
  const versions = new Map<string, Set<string>>();
  for (const [, name, digest] of used)
    versions.set(name, (versions.get(name) ?? new Set()).add(digest));
  for (const [name, digests] of versions) expect([name, digests.size]).toEqual([name, 1]);
});

it("ci.yml caches MinIO where the tests keep it, under the file that has its version", () => {
  const minio = read("tests/services/minio.ts");
  expect(minio).toMatch(/join\(homedir\(\), "\.cache"\),\s+"atalaya-services"/);
  const cached = workflowOf(".github/workflows/ci.yml").jobs.test.steps?.find(({uses}) => uses?.startsWith("actions/cache@")); // prettier-ignore
  expect(cached?.with).toEqual({
    path: "~/.cache/atalaya-services",
    key: expect.stringContaining("tests/services/minio.ts") as string
  });
});

it("ci.yml runs .ci/run; release.yml publishes what passed it, and only there may it write", () => {
  const ci = workflowOf(".github/workflows/ci.yml");
  expect(ci.jobs.test.steps?.at(-1)?.run).toBe("bash .ci/run");
  const {jobs} = workflowOf(".github/workflows/release.yml");
  expect(jobs.ci.uses).toBe("./.github/workflows/ci.yml");
  expect(jobs.image.needs).toEqual(["ci", "check"]);
  const writes = Object.entries(jobs).map(([name, {permissions = {}}]) => [
    name,
    Object.keys(permissions).filter((right) => permissions[right] === "write")
  ]);
  expect(Object.fromEntries(writes)).toEqual({
    ci: [],
    check: [],
    image: ["packages", "id-token", "attestations"],
    chart: ["packages", "id-token"],
    publish: ["contents"]
  });
});

it("release.yml makes an SBOM, a signature and provenance, and verifies them before others can", () => {
  const scripts = workflowOf(".github/workflows/release.yml").jobs.image.steps?.map(
    ({run, uses}) => run ?? uses ?? ""
  );
  const order = [
    "--provenance mode=max --sbom true",
    "--read-only --cap-drop ALL",
    "cosign sign --yes",
    "actions/attest@",
    "cosign verify "
  ].map((text) => scripts?.findIndex((script) => script.includes(text)));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
});

const actionlint = process.env.ACTIONLINT || "actionlint";
const missing =
  spawnSync(actionlint, ["-version"]).error &&
  "missing actionlint; install it, or name it in ACTIONLINT, to test .github/workflows";

describeWithTool(".github/workflows with actionlint:", missing, () => {
  it("actionlint finds nothing", () => {
    const {status, stdout} = spawnSync(actionlint, paths, {cwd: root, encoding: "utf8"});
    expect([status, stdout]).toEqual([0, ""]);
  });
});
