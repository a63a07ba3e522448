import {execFileSync} from "node:child_process";
import {writeFileSync} from "node:fs";
import {mkdtemp, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {anyModelToJson} from "../../../src/core/forest/imported-model.js";
import {hostileFiles} from "../ingestion/hostile-files.js";
import {tsv} from "../ingestion/hostile-forms.js";
import {grownModel} from "../exchange/models.js";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;
const special = ["pipe", "folder", "circle", "/dev/zero", "/dev/null", "none", "none\ufffd"];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "hostile-cli-"));
  for (const {name, bytes} of hostileFiles()) writeFileSync(join(cwd, name), bytes);
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  execFileSync("mkdir", [join(cwd, "folder")]);
  await symlink("circle", join(cwd, "circle"));
  await writeFile(join(cwd, "good"), [...tsv.header, tsv.line(0), ""].join("\n"));
  const {file} = grownModel(3, {trees: 2, sampleSize: 8, seed: 1});
  const features = ["src_port", "duration", "orig_bytes"];
  await writeFile(join(cwd, "model"), anyModelToJson({...file, features}));
});
afterAll(() => rm(cwd, {recursive: true, force: true}));

/** Runs a command; fails if it ends otherwise than with its account or with a sentence that says what to do. */
async function bear(
  args: string[]
): Promise<{code: number | null; stdout: string; stderr: string}> {
  const outcome = await atalaya(args, {cwd});
  const what = `${args.join(" ")}: ${outcome.stderr.slice(0, 400)}`;
  expect(outcome.stderr, what).not.toMatch(/unexpected error|\n\s+at |call stack|undefined|NaN/);
  expect(outcome.stderr + outcome.stdout, what).not.toMatch(/[\0-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/); // prettier-ignore
  expect([0, 2, 3], what).toContain(outcome.code);
  if (outcome.code === 2) expect(outcome.stderr, what).toMatch(/[;:] [^\n]*\n$/);
  expect(outcome.stderr.length, what).toBeLessThan(20_000);
  return outcome;
}

/** The files that are given to commands that read no logs: of each kind of damage one, and what is no file. */
function named(extension: RegExp): string[] {
  return [...special, ...hostileFiles().map(({name}) => name).filter((name) => extension.test(name))]; // prettier-ignore
}

it.each([
  ["model show", ["model", "show", "#"]],
  ["model import", ["model", "import", "#", "--output", "imported", "--features", "a,b"]],
  ["model export", ["model", "export", "--output", "exported", "#"]],
  ["model score", ["model", "score", "#", "--input", "good", "--output", "scores.csv"]],
  ["keys show", ["keys", "show", "#"]],
  ["verify --key", ["verify", "--key=#"]],
  ["retention --policy", ["retention", "--policy=#"]]
])("atalaya %s refuses every file of the hostile corpus in a sentence", async (_, args) => {
  for (const name of named(/\.(jsonl|log|gz|zip|html|bin)$/)) {
    const path = name.startsWith("-") ? `./${name}` : name;
    const {code} = await bear(args.map((arg) => arg.replace("#", path)));
    expect(code, name).toBe(2);
  }
});

it("atalaya run refuses what is no model in a sentence", async () => {
  for (const name of ["pipe", "utf16le.jsonl", "deep.json"]) {
    expect((await bear(["run", "good", `--model=${name}`])).code, name).toBe(2);
    expect((await bear(["run", "good", `--with-model=${name}`])).code, name).toBe(2);
  }
});

it.each(["verdicts", "suppressions"])(
  "atalaya %s import refuses every file of the hostile corpus in a sentence",
  async (command) => {
    for (const name of named(/\.(json|jsonl|gz|zip|bin)$/)) {
      const {code, stdout} = await bear([command, "import", "--by=ana", "--json", `./${name}`.replace("./" + "/dev", "/dev")]); // prettier-ignore
      if (code === 0) expect(JSON.parse(stdout)).toMatchObject({accepted: 0, rejected: 0});
    }
  }
);

it("atalaya run refuses, in a sentence, every file of the hostile corpus that is no log", async () => {
  const refused = hostileFiles().filter(({name, least}) => least === null && !/^(only|empty|blank)/.test(name)); // prettier-ignore
  for (const name of [...special, ...refused.map((file) => file.name)]) {
    const path = name.startsWith("-") ? `./${name}` : name;
    expect((await bear(["run", path])).code, name).toBe(2);
    expect((await bear(["run", "good", `--train-on=${path}`])).code, name).toBe(2);
  }
});

it("atalaya model score scores the rows of a table, or refuses it in a sentence", async () => {
  const tables = named(
    /^(bom|utf16le|cr|crlf|nul|gz|quote-open|header-again|wide|html|long-line|only-header)\.csv$/
  );
  let scored = 0;
  for (const [i, name] of tables.entries()) {
    if (!name.endsWith(".csv")) continue;
    const {code} = await bear(["model", "score", "model", "--input", name, "--output", `scores-${i}.csv`]); // prettier-ignore
    if (code === 0) ++scored;
  }
  expect(scored).toBeGreaterThan(4);
  for (const name of special) {
    if (name.startsWith("/")) continue;
    await symlink(name, join(cwd, `${name}.csv`));
    const {code} = await bear(["model", "score", "model", "--input", `${name}.csv`, "--output=x.csv"]); // prettier-ignore
    expect(code).toBe(2);
  }
});

it("atalaya run reads a folder of hostile files: what can be read is kept, and every line is counted", async () => {
  const folder = join(cwd, "all");
  execFileSync("mkdir", [folder]);
  const files = hostileFiles().filter(({name}) => /\.(log|csv|gz|zip)$/.test(name));
  for (const {name, bytes} of files) writeFileSync(join(folder, name), bytes);
  execFileSync("mkfifo", [join(folder, "pipe.log")]);
  const run = ["run", "all", "--trees=5", "--threads=2", "--detectors=scan", "--json"];
  const {code, stdout} = await bear([...run, "--workspace=w"]);
  expect(code).toBe(3); // some files are damaged
  const {raw: input} = JSON.parse(stdout) as {
    raw: Record<"lines" | "comments" | "accepted" | "rejected", number> & {
      skipped: {name: string; reason: string}[];
    };
  };
  expect(input.comments + input.accepted + input.rejected).toBe(input.lines);
  const skipped = new Map(input.skipped.map(({name, reason}) => [name, reason]));
  expect(skipped.get("pipe.log")).toBe("a named pipe");
  const readable = files.filter(({name}) => !skipped.has(name));
  expect(readable.filter(({least}) => least === null).map(({name}) => name)).toEqual(
    expect.arrayContaining(["only-header.log"])
  );
  const least = readable.reduce((sum, file) => sum + (file.least ?? 0), 0);
  expect(input.accepted).toBeGreaterThanOrEqual(least);
  await bear(["incidents", "--workspace=w"]);
  await bear(["runs", "--workspace=w"]);
});
