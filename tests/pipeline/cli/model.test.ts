import {existsSync} from "node:fs";
import {copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, it} from "vitest";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;
const features = "bytes,packets,duration,port,flag";
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/exchange/${name}`, import.meta.url));

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "model-"));
  await mkdir(join(cwd, "folder"));
  for (const name of ["forest.onnx", "forest.dump.json", "scores.json"])
    await copyFile(fixture(name), join(cwd, name));
  await writeFile(join(cwd, "text.txt"), "hello");
  await writeFile(join(cwd, "taken.json"), "mine");
  await copyFile(fixture("../forest/model-1.json"), join(cwd, "model.json"));
  await writeFile(join(cwd, "rows.csv"), "a,b\n1,2\n");
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

const misuses: [string, string[], string][] = [
  ["nothing to do", ["model"], "missing action: try show, export, import, score"],
  [
    "something else to do",
    ["model", "exprot"],
    "unknown argument: exprot; did you mean `atalaya model export`?"
  ],
  ["the name of something inherited", ["model", "constructor"], "unknown argument: constructor"],
  [
    "an option of another action",
    ["model", "show", "model.json", "--input", "x"],
    "unknown option: --input; `atalaya model show` does not take it"
  ],
  ["no file", ["model", "show"], "missing file"],
  [
    "two files",
    ["model", "show", "model.json", "b.json"],
    "unknown argument: b.json; give one file"
  ],
  ["a file that is not there", ["model", "show", "none.json"], "file not found: none.json"],
  ["a folder", ["model", "show", "folder"], "not a regular file: folder is a folder"],
  ["a file that is no model", ["model", "show", "text.txt"], "text.txt: invalid model: not JSON"],
  ["the file of another tool", ["model", "show", "forest.onnx"], "`atalaya model import`"],
  ["no --output", ["model", "export"], "missing --output"],
  [
    "no run",
    ["model", "export", "--output", "o.onnx", "--workspace", "w"],
    "no runs yet; try `atalaya run`"
  ],
  [
    "an output that is there",
    ["model", "export", "model.json", "--output", "taken.json"],
    "file exists: taken.json"
  ],
  [
    "an output in no folder",
    ["model", "export", "model.json", "--output", "no/o.onnx"],
    "folder not found: no"
  ],
  [
    "another format",
    ["model", "export", "model.json", "--format", "pmml", "--output", "o"],
    "invalid --format: pmml; it is onnx or json"
  ],
  [
    "a file and a run",
    ["model", "export", "model.json", "--run", "r", "--output", "o"],
    "ambiguous model: --run is of a run, and model.json is named too"
  ],
  [
    "an import without names",
    ["model", "import", "forest.onnx", "--output", "o"],
    "forest.onnx: missing feature names: the file names none for its 5 columns"
  ],
  [
    "an import with an empty name",
    ["model", "import", "forest.onnx", "--features", "a,,b", "--output", "o"],
    "invalid --features: a,,b; a name is empty"
  ],
  [
    "an import with too few names",
    ["model", "import", "forest.onnx", "--features", "a", "--output", "o"],
    "1 names (a) for 5 columns"
  ],
  [
    "an import of a model file",
    ["model", "import", "model.json", "--output", "o"],
    "nothing to import"
  ],
  [
    "an import of another JSON",
    ["model", "import", "scores.json", "--output", "o"],
    "unsupported JSON: format is undefined"
  ],
  [
    "an import of a text",
    ["model", "import", "text.txt", "--output", "o"],
    "text.txt: invalid ONNX"
  ],
  [
    "a score without a table",
    ["model", "score", "model.json", "--output", "o.csv"],
    "missing --input"
  ],
  [
    "a score of a table that is not there",
    ["model", "score", "model.json", "--input", "none.csv", "--output", "o.csv"],
    "file not found: none.csv"
  ],
  [
    "a score of a table of another kind",
    ["model", "score", "model.json", "--input", "text.txt", "--output", "o.csv"],
    "unsupported table: text.txt"
  ],
  [
    "scores of another kind",
    ["model", "score", "model.json", "--input", "rows.csv", "--output", "o.xls"],
    "invalid --output: o.xls"
  ],
  [
    "a table without the columns",
    ["model", "score", "model.json", "--input", "rows.csv", "--output", "o.csv"],
    "missing column"
  ]
];

it.each(misuses)(
  "atalaya refuses %s: exit code 2, one sentence, nothing written",
  async (_, args, message) => {
    const before = (await readdir(cwd)).sort();
    const {code, stdout, stderr} = await atalaya(args, {cwd});
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    const lines = stderr
      .trim()
      .split("\n")
      .filter((line) => line !== "score …"); // a step that began
    expect(lines).toEqual([expect.stringMatching(/^atalaya: [^\n]{10,}[^.]$/)]);
    expect([code, stdout]).toEqual([2, ""]);
    expect((await readdir(cwd)).sort()).toEqual(before);
    expect(await readFile(join(cwd, "taken.json"), "utf8")).toBe("mine");
  }
);

it("atalaya model import, export, show and score do what they say, and import gives the model back", async () => {
  const run = async (...args: string[]) => {
    const {code, stdout, stderr} = await atalaya(["model", ...args, "--json"], {cwd});
    expect([code, stderr.includes("atalaya:")], stderr).toEqual([0, false]);
    return JSON.parse(stdout) as {[name: string]: unknown};
  };
  const imported = await run(
    "import",
    "forest.onnx",
    "--features",
    features,
    "--output",
    "theirs.json"
  );
  expect(imported).toMatchObject({name: "imported-isolation-forest", trees: 12, training: null});
  const shown = await run("show", "theirs.json");
  expect(shown).toMatchObject({features: features.split(","), sha256: imported.sha256});
  const {nodes, leaves, trees} = shown as {[name: string]: number};
  expect(leaves - trees).toBe(nodes - leaves); // each inner node of a tree adds a leaf
  const exported = await run("export", "theirs.json", "--output", "theirs.onnx");
  expect(exported.scoreError as number).toBeLessThan(1e-5);
  await run("import", "theirs.onnx", "--output", "again.json");
  expect(await readFile(join(cwd, "again.json"), "utf8")).toBe(
    await readFile(join(cwd, "theirs.json"), "utf8")
  );
  const {rows, forest} = JSON.parse(await readFile(join(cwd, "scores.json"), "utf8")) as {
    rows: number[][];
    forest: number[];
  };
  const table = [`port,note,${features.replace(",port", "")}`];
  for (const [bytes, packets, duration, port, flag] of rows)
    table.push(`${port},"x, y",${bytes},${packets},${duration},${flag}`);
  await writeFile(join(cwd, "table.csv"), `${table.join("\n")}\n`);
  const scored = await run("score", "theirs.json", "--input", "table.csv", "--output", "out.csv");
  expect(scored).toMatchObject({rows: rows.length, model: imported.sha256});
  const [header, ...lines] = (await readFile(join(cwd, "out.csv"), "utf8")).trim().split("\n");
  expect(header).toBe("row,score");
  lines.forEach((line, i) => {
    const [row, score] = line.split(",").map(Number);
    expect(row).toBe(i + 1);
    expect(Math.abs(score - forest[i])).toBeLessThan(1e-12);
  });
}, 120_000);

it("atalaya model export writes a model of a run, the same as ONNX and back, and names the models it has", async () => {
  const made = await atalaya(
    ["run", "--flows", "2000", "--days", "2", "--trees", "10", "--workspace", "w", "--json"],
    {cwd}
  );
  const {run} = JSON.parse(made.stdout) as {run: string};
  for (const args of [
    ["--output", "run.onnx"],
    ["--format", "json", "--run", run, "--output", "run.json"]
  ])
    expect((await atalaya(["model", "export", ...args, "--workspace", "w"], {cwd})).code).toBe(0);
  const back = await atalaya(["model", "import", "run.onnx", "--output", "back.json"], {cwd});
  expect([back.code, back.stderr]).toEqual([0, ""]);
  expect(await readFile(join(cwd, "back.json"), "utf8")).toBe(
    await readFile(join(cwd, "run.json"), "utf8")
  );
  const refused = async (...args: string[]) => {
    const {code, stderr} = await atalaya(
      ["model", "export", ...args, "--output", "x", "--workspace", "w"],
      {cwd}
    );
    expect([code, existsSync(join(cwd, "x"))]).toEqual([2, false]);
    return stderr;
  };
  expect(await refused("--model", "isolation-forst")).toContain("did you mean isolation-forest?");
  expect(await refused("--run", "yesterday")).toContain(
    "run not found: yesterday; `atalaya runs` lists them"
  );
}, 180_000);
