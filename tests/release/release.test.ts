import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {newestOf, releaseProblems} from "./check-release.js";
import {makeSbom} from "./make-sbom.js";
import {helm, missingHelm} from "../infra/chart.js";
import {readManifests} from "../infra/manifests.js";
import {packagesOf} from "../structure/licences.js";
import {root} from "../infra/nginx-server.js";
import {describeWithTool} from "../infra/tools.js";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const {version, dependencies} = JSON.parse(read("package.json")) as {
  version: string;
  dependencies: Record<string, string>;
};

/** The repository, with a changelog whose newest version was released on a day. */
const ready = (path: string) =>
  path === "CHANGELOG.md"
    ? read(path).replace(/^## \S+ – unreleased$/m, `## ${version} – 2026-12-24`)
    : read(path);

it("releaseProblems(tag, read) finds none once the changelog has the day of the release", () => {
  expect(releaseProblems(`v${version}`, ready)).toEqual([]);
  expect(newestOf(ready("CHANGELOG.md"))).toMatchObject({version, day: "2026-12-24"});
});

it("releaseProblems(tag, read) names each place with another version, and a changelog without a day", () => {
  expect(releaseProblems("1.2", ready)).toEqual(["invalid tag: 1.2; try v1.2.3"]);
  const other = releaseProblems("v9.9.9", ready);
  expect(other).toHaveLength(11);
  expect(other).toContain(`infra/helm/atalaya/Chart.yaml: version ${version}, not 9.9.9`);
  const unreleased = (path: string) =>
    path === "CHANGELOG.md" ? `# Changelog\n\n## ${version} – unreleased\n\n- Add.\n` : read(path);
  expect(releaseProblems(`v${version}`, unreleased)).toEqual([
    `CHANGELOG.md: ${version} is unreleased; write its day`
  ]);
  const broken = (path: string) => ready(path).replace(/atalaya:(?=\d)/, "atalaya-next:");
  expect(releaseProblems(`v${version}`, broken)).toHaveLength(3);
});

it("makeSbom(lock, seconds) is CycloneDX, and has every package that runs, each once", () => {
  const lock = read("package-lock.json");
  const sbom = makeSbom(lock, 1_700_000_000);
  expect(sbom).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/) as string, // prettier-ignore
    metadata: {
      timestamp: "2023-11-14T22:13:20.000Z",
      component: {type: "application", name: "atalaya", purl: `pkg:npm/atalaya@${version}`}
    }
  });
  const refs = sbom.components.map((one) => one["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  const expected = packagesOf(lock).filter(({dev}) => !dev);
  const real = expected.map((one) => `${one.name.replace(/-cjs$/, "")}@${one.version}`); // aliases
  expect(refs).toEqual([...new Set(real)].sort());
  for (const {purl, hashes} of sbom.components) {
    expect(purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@[\w.+-]+$/);
    if (hashes) expect(hashes[0].content).toMatch(/^([0-9a-f]{40}|[0-9a-f]{128})$/);
  }
  const bundled = sbom.components.filter(({hashes}) => !hashes); // inside of another package
  expect(bundled.map(({name}) => name)).toEqual(["is-unicode-supported"]);
  const direct = sbom.dependencies.find(({ref}) => ref === `atalaya@${version}`)?.dependsOn;
  expect(direct).toEqual(Object.entries(dependencies).map(([name, exact]) => `${name}@${exact}`).sort()); // prettier-ignore
  for (const {dependsOn} of sbom.dependencies)
    expect(dependsOn.filter((ref) => !refs.includes(ref))).toEqual([]);
});

it("makeSbom(lock, seconds) is the same for the same packages and time, and of another number for others", () => {
  const lock = read("package-lock.json");
  expect(JSON.stringify(makeSbom(lock, 0))).toBe(JSON.stringify(makeSbom(lock, 0)));
  expect(makeSbom(`${lock}\n`, 0).serialNumber).not.toBe(makeSbom(lock, 0).serialNumber);
  expect(() => makeSbom(lock, NaN)).toThrow("invalid time");
});

it("makeSbom(lock, seconds) finds the package that Node.js finds: the nearest one up the folders", () => {
  const of = (version: string, dependencies = {}) => ({version, dependencies});
  const {dependencies: edges} = makeSbom(
    JSON.stringify({
      packages: {
        "": {name: "atalaya", ...of("1.0.0", {a: "1", b: "1"})},
        "node_modules/a": of("1.0.0", {b: "2", c: "1"}),
        "node_modules/a/node_modules/b": of("2.0.0", {c: "1"}),
        "node_modules/b": of("1.0.0", {missing: "1"}),
        "node_modules/c": {...of("1.0.0"), name: "@scope/c"}
      }
    }),
    0
  );
  expect(Object.fromEntries(edges.map(({ref, dependsOn}) => [ref, dependsOn]))).toEqual({
    "atalaya@1.0.0": ["a@1.0.0", "b@1.0.0"],
    "a@1.0.0": ["@scope/c@1.0.0", "b@2.0.0"],
    "b@2.0.0": ["@scope/c@1.0.0"],
    "b@1.0.0": [],
    "@scope/c@1.0.0": []
  });
});

it.each(["package-chart.sh", "install-tools.sh"])(
  "infra/release/%s is a script that any shell reads",
  (name) => {
    const {status, stderr} = spawnSync("sh", ["-n", join(root, "infra/release", name)], {encoding: "utf8"}); // prettier-ignore
    expect([status, stderr]).toEqual([0, ""]);
  }
);

const folder = mkdtempSync(join(tmpdir(), "atalaya-release-"));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Packages the chart with an image of a digest, by a program that packages it. */
function packageChart(digest: string, program = process.env.HELM || "helm") {
  const script = join(root, "infra/release/package-chart.sh");
  const env = {...process.env, HELM: program};
  return spawnSync(script, ["images.example/atalaya", digest, folder], {encoding: "utf8", env});
}

it("package-chart.sh puts the image into the values, and rejects what is no digest", () => {
  expect(packageChart(`sha256:${"a".repeat(64)}`, "true").status).toBe(0);
  const wrong = packageChart("latest", "true");
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("invalid digest")]);
});

describeWithTool("infra/release with Helm:", missingHelm, () => {
  it("package-chart.sh makes a chart whose pods have that image", () => {
    const digest = `sha256:${"ab".repeat(32)}`;
    expect(packageChart(digest)).toMatchObject({status: 0});
    const made = helm("template", "atalaya", join(folder, `atalaya-${version}.tgz`), "--kube-version", "1.33.0"); // prettier-ignore
    expect(readManifests(made.stdout).length).toBeGreaterThan(8);
    expect(made.stdout).toContain(`image: "images.example/atalaya@${digest}"`);
    expect(made.stdout).not.toContain("atalaya:0");
  });
});
