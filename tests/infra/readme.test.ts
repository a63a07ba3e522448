import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {findBrokenLinks, findMissingPaths} from "../docs/markdown.js";
import {root} from "./nginx-server.js";

const paths = globSync("infra/**/*.md", {cwd: root}).sort();
const runbooks = ["grafana", "helm", "k8s", "minio", "mlflow", "nginx", "prometheus"].map(
  (name) => `infra/${name}/README.md`
);
const read = (path: string) => ({path, text: readFileSync(join(root, path), "utf8")});

it.each(paths)("%s links to nothing, and names no path of ours, that is not there", (path) => {
  expect(findBrokenLinks(root, read(path))).toEqual([]);
  expect(findMissingPaths(root, read(path))).toEqual([]);
});

it("every folder of infra has a runbook, and infra/README.md links to it", () => {
  const folders = readdirSync(join(root, "infra"), {withFileTypes: true});
  const {text} = read("infra/README.md");
  for (const {name} of folders.filter((entry) => entry.isDirectory() && entry.name !== "compose")) {
    expect([name, existsSync(join(root, "infra", name, "README.md"))]).toEqual([name, true]);
    expect(text).toContain(`(${name}/README.md)`);
  }
});

it.each(runbooks.filter((path) => !path.includes("helm")))(
  "%s says how to back up, rotate keys, upgrade, and when to wake somebody",
  (path) => {
    const headings = [...read(path).text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    for (const part of [/^Back up/, /^(Rotate )?[Kk]eys/, /^Upgrade/, /^What to alert on/])
      expect([path, headings.some((heading) => part.test(heading))]).toEqual([path, true]);
  }
);
