import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {afterAll, expect, it} from "vitest";
import {parse} from "yaml";
import {readArguments} from "../../pipeline/cli/arguments.js";
import {commands} from "../../pipeline/cli/commands/registry.js";
import {checkFeeds} from "../../pipeline/feeds/read-feeds.js";
import {podsOf, readManifests} from "./manifests.js";
import type {Manifest} from "./manifests.js";
import {root} from "./nginx-server.js";

const folder = mkdtempSync(join(tmpdir(), "atalaya-feeds-"));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** A command line that something in infra starts, and where it says so. */
interface Start {
  place: string;
  words: string[];
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const program = ["node", "pipeline/atalaya.js"];

/** Returns the command lines of the containers in the manifests at *path*. */
function startsOf(path: string): Start[] {
  const pods = readManifests(read(path)).flatMap(podsOf);
  return pods.flatMap(({containers, initContainers = []}) =>
    [...initContainers, ...containers]
      .filter(({command}) => command)
      .map(({name, command = [], args = []}) => ({
        place: `${path}: ${name}`,
        words: [...command, ...args]
      }))
  );
}

/** Returns the command lines of the services of Compose; one without an entrypoint has that of the image. */
function startsOfCompose(path: string): Start[] {
  type Service = {image?: string; entrypoint?: string[]; command?: string[]};
  const {services} = parse(read(path), {merge: true}) as {
    services: Record<string, Service>;
  };
  return Object.entries(services)
    .filter(([, {image}]) => image?.startsWith("atalaya:"))
    .map(([name, {entrypoint = program, command = []}]) => ({
      place: `${path}: ${name}`,
      words: [...entrypoint, ...command]
    }));
}

/** Throws if the command line of *start* is none that Atalaya reads. */
async function check({place, words}: Start): Promise<string | undefined> {
  if (words.slice(0, 2).join(" ") !== program.join(" ")) return undefined;
  const [name, ...rest] = words.slice(2);
  expect([place, name in commands]).toEqual([place, true]);
  const {command} = await commands[name].load();
  expect(() => readArguments(name, command, rest), place).not.toThrow();
  return name;
}

const manifests = globSync(["tests/infra/rendered/*.yaml", "infra/k8s/**/*.yaml"], {
  cwd: root,
  ignore: ["**/kustomization.yaml", "**/*.patch.yaml"] // a test with Helm compares the patch with the chart
});
const starts = [...manifests.flatMap(startsOf), ...startsOfCompose("infra/compose.yaml")];

it("every container starts a command of Atalaya with options that it has", async () => {
  const names = new Set<string | undefined>();
  for (const start of starts) names.add(await check(start));
  for (const name of ["publish", "run", "worker", "schedule", "serve-model"])
    expect(names).toContain(name);
});

it("the feeds that the scheduler reads are valid", async () => {
  const maps = readManifests(read("tests/infra/rendered/feeds.yaml"));
  const {data} = maps.find(({metadata}) => metadata.name === "atalaya-feeds") as Manifest;
  const path = join(folder, "feeds.yml");
  writeFileSync(path, data?.["feeds.yml"] ?? "");
  const {feeds, problems} = await checkFeeds(path);
  expect(problems).toEqual([]);
  expect(feeds.map(({name}) => name)).toEqual(["office", "plant"]);
});

it("the check of command lines finds what is wrong", async () => {
  const start = (...words: string[]) => check({place: "here", words: [...program, ...words]});
  await expect(start("publish", "--to", "/site", "--buget", "20")).rejects.toThrow("here");
  await expect(start("publsh")).rejects.toThrow("here");
  await expect(start("doctor", "/logs")).rejects.toThrow("here");
  expect(await start("publish", "--to", "/site", "--budget", "20", "/logs/**")).toBe("publish");
});
