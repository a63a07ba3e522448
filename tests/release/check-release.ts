import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

// Checks that a tag, the versions in the repository and the changelog agree, and prints the notes of the release:
//
//   npx tsx tests/release/check-release.ts v1.2.3 > notes.md

/** Where a version is written, and how; the version itself is the first group. */
const places: readonly (readonly [path: string, pattern: RegExp])[] = [
  ["package.json", /^ {2}"version": "([^"]+)",$/m],
  ["package-lock.json", /^ {2}"version": "([^"]+)",$/m],
  ["infra/helm/atalaya/Chart.yaml", /^version: (\S+)$/m],
  ["infra/helm/atalaya/Chart.yaml", /^appVersion: (\S+)$/m],
  ["infra/Dockerfile", /image\.version="([^"]+)"/],
  ["infra/compose.yaml", /^ {2}image: atalaya:(\S+)$/m],
  ["infra/k8s/kustomization.yaml", /- name: atalaya\n {4}newTag: (\S+)\n/],
  ["infra/k8s/once/kustomization.yaml", /- name: atalaya\n {4}newTag: (\S+)\n/],
  ["infra/k8s/workers/worker.yaml", /image: "?atalaya:([^"\s]+)/],
  ["infra/k8s/scorer/scorer.yaml", /image: "?atalaya:([^"\s]+)/]
];

/** The first version of a changelog, what its heading says of the day, and its entries. */
export function newestOf(changelog: string): {version: string; day: string; notes: string} {
  const [, section = ""] = changelog.split(/^## /m);
  const [heading, ...lines] = section.split("\n");
  const [version = "", day = ""] = heading.split(" – ");
  return {version, day, notes: lines.join("\n").trim()};
}

/** Returns what keeps *tag* from being released, a sentence each; *read* returns a file by its path in the repository. */
export function releaseProblems(tag: string, read: (path: string) => string): string[] {
  const [, version] = /^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/.exec(tag) ?? [];
  if (!version) return [`invalid tag: ${tag}; try v1.2.3`];
  const problems: string[] = [];
  for (const [path, pattern] of places) {
    const found = pattern.exec(read(path))?.[1] ?? "none";
    if (found !== version) problems.push(`${path}: version ${found}, not ${version}`);
  }
  const newest = newestOf(read("CHANGELOG.md"));
  if (newest.version !== version)
    problems.push(`CHANGELOG.md: the newest version is ${newest.version}, not ${version}`);
  else if (!/^\d{4}-\d\d-\d\d$/.test(newest.day))
    problems.push(`CHANGELOG.md: ${version} is ${newest.day || "without a day"}; write its day`);
  if (!newest.notes) problems.push("CHANGELOG.md: the newest version has no entries");
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const problems = releaseProblems(process.argv[2] ?? "", read);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write(`${newestOf(read("CHANGELOG.md")).notes}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
