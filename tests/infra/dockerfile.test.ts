import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {root} from "./nginx-server.js";

interface Instruction {
  name: string;
  words: string;
}

/** Returns the instructions of a Dockerfile: comments skipped, continued lines joined. */
function readDockerfile(text: string): Instruction[] {
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line));
  const joined = lines.join("\n").replace(/\s*\\\n\s*/g, " ");
  return joined
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name, words] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      if (!name) throw new Error(`invalid instruction: ${line}`);
      return {name, words};
    });
}

const known = ["ARG", "FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"]; // prettier-ignore
const paths = ["infra/Dockerfile", "infra/minio/Dockerfile", "infra/mlflow/Dockerfile"];
const read = (path: string) => readDockerfile(readFileSync(join(root, path), "utf8"));
const named = (instructions: Instruction[], name: string) =>
  instructions.filter((one) => one.name === name).map(({words}) => words);

it.each(paths)(
  "%s is of exact images, runs as nobody in particular, and says how it is",
  (path) => {
    const instructions = read(path);
    expect(instructions.filter(({name}) => !known.includes(name))).toEqual([]);
    const images = named(instructions, "ARG").filter((words) => /_IMAGE=/.test(words));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images)
      expect(image).toMatch(/=(\w+:\d+\.\d+\.\d+-\w+(-\w+)?|debian:\w+-\d{8}-slim)$/);
    for (const from of named(instructions, "FROM"))
      expect(from).toMatch(/^\$\{\w+_IMAGE\}( AS \w+)?$/);
    expect(named(instructions, "USER").at(-1)).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(named(instructions, "HEALTHCHECK")).toHaveLength(1);
    for (const name of ["HEALTHCHECK", "ENTRYPOINT", "CMD", "VOLUME"]) {
      const [words] = named(instructions, name);
      expect(Array.isArray(JSON.parse(words.slice(words.indexOf("["))))).toBe(true); // no shell between
    }
  }
);

it.each(paths)("%s holds no secret, fetches no script, and asks for no root", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).not.toMatch(/\bADD\b|curl [^\n]*\||wget|sudo|chmod 777|--allow-root/);
  for (const {name, words} of read(path).filter(({name}) => /ARG|ENV/.test(name)))
    expect([name, words]).toEqual([name, expect.not.stringMatching(/PASSWORD|SECRET|TOKEN|KEY/)]);
});

it("every file that infra/Dockerfile copies is in the repository, and let through by .dockerignore", () => {
  const copied = named(read("infra/Dockerfile"), "COPY").filter(
    (words) => !words.startsWith("--from")
  );
  const sources = copied.flatMap((words) => words.split(/\s+/).slice(0, -1));
  expect(sources.length).toBeGreaterThan(8);
  const tracked = spawnSync("git", ["ls-files"], {cwd: root, encoding: "utf8"}).stdout.split("\n");
  const ignore = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  const allowed = ignore.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  for (const source of sources) {
    const found = globSync([source, `${source}/**`], {
      cwd: root,
      ignore: ["**/node_modules/**"],
      followSymbolicLinks: false
    });
    expect([source, found.length > 0]).toEqual([source, true]);
    expect(found.some((file) => tracked.includes(file))).toBe(true);
    expect([source, allowed.includes(source)]).toEqual([source, true]);
  }
  expect(allowed.filter((path) => !sources.includes(path))).toEqual([]);
});

it("infra/Dockerfile holds all that the pipeline, the site and the scripts import", () => {
  const sources = named(read("infra/Dockerfile"), "COPY").flatMap((words) =>
    words.split(/\s+/).slice(0, -1)
  );
  const has = (path: string) => sources.some((source) => path === source || path.startsWith(`${source}/`) || (source.includes("*") && path.startsWith(source.split("*")[0]))); // prettier-ignore
  const scripts = ["infra/minio/bootstrap.ts", "infra/minio/mirror.ts", "infra/minio/admin.ts"]; // prettier-ignore
  for (const script of [...scripts, "observablehq.config.ts"]) {
    expect([script, has(script)]).toEqual([script, true]);
    const imports = readFileSync(join(root, script), "utf8").matchAll(/from "(\.[^"]+)"/g);
    for (const [, specifier] of imports) {
      const path = join(script, "..", specifier).replace(/\.js$/, ".ts");
      expect([script, path, has(path)]).toEqual([script, path, true]);
    }
  }
});

it("a signal reaches the command: containers start it as it is, with no shell between", () => {
  const started = [
    "infra/compose.yaml",
    "infra/k8s/cron-job.yaml",
    "infra/k8s/once/job.yaml",
    "infra/helm/atalaya/templates/_job.tpl"
  ].map(
    // prettier-ignore
    (path) => readFileSync(join(root, path), "utf8")
  );
  for (const text of started) {
    expect(text).toMatch(
      /(command|entrypoint): \[node, pipeline\/atalaya\.js, publish, --to, \/site\]/
    );
    expect(text).not.toMatch(/\[?\/bin\/sh, infra/);
  }
  expect(named(read("infra/Dockerfile"), "ENTRYPOINT")).toEqual([
    '["node", "pipeline/atalaya.js"]'
  ]);
});

it("infra/Dockerfile leaves out no package that runs", () => {
  const {dependencies, devDependencies} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, Record<string, string>>; // prettier-ignore
  expect(dependencies).toHaveProperty("tsx");
  const sources = globSync(["pipeline/**/*.{ts,js}", "infra/**/*.ts", "data-loaders/*.ts", "src/components/**/*.ts"], {cwd: root}); // prettier-ignore
  const used = sources.flatMap(
    (path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/^(?:import|\} from) (?!type)[^;]*?"([^."][^"]*)";/gm)]
      .map(([, name]) => name.split("/").slice(0, name.startsWith("@") ? 2 : 1).join("/")) // prettier-ignore
  );
  expect(used).toContain("minio");
  expect(used.filter((name) => name in devDependencies)).toEqual([]);
});

it.each(["nginx/reload.sh", "compose/make-secrets.sh"])(
  "infra/%s is a script that any shell reads",
  (path) => {
    const {status, stderr} = spawnSync("sh", ["-n", join(root, "infra", path)], {encoding: "utf8"});
    expect([status, stderr]).toEqual([0, ""]);
    const {stdout} = spawnSync("git", ["ls-files", "-s", `infra/${path}`], {
      cwd: root,
      encoding: "utf8"
    });
    if (stdout) expect(stdout).toMatch(/^100755/); // the images run it as it is
  }
);
