import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {describe, expect, it} from "vitest";
import {findOldWords, readGlossary} from "./glossary.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, "utf8");
const glossary = readGlossary(read("docs/glossary.md"));

/** Files that may use old words, and why. */
const exceptions: {[path: string]: string} = {
  "docs/glossary.md": "lists the old words",
  "docs/aliases.md": "lists the old names that are still read",
  "docs/decisions/0024-columns-of-the-audit-keep-their-names.md": "names stored columns",
  "src/components/database/attach-published.ts": "attaches the database under its old name too",
  "pipeline/audit/migrations/0003_registry.sql": "an applied migration never changes",
  "pipeline/audit/sql-verdicts.ts": "names stored columns",
  "src/core/forest/kernel/assembly/score.ts": "names a local variable of the compiled kernel",
  "src/core/pages/figures.ts": "lists the old names of figures",
  "tests/core/pages/figures.test.ts": "tests the old names of figures",
  "src/core/schema/published-tables.ts": "lists the old names of tables",
  "tests/browser/workbench.test.ts": "tests the old name of the database",
  "tests/structure/glossary.test.ts": "tests the check itself"
};

const folders = ["src", "pipeline", "data-loaders", "notebooks", "tests", "docs", "infra"];
const paths = globSync(
  [
    "*.md",
    "*.ts",
    ...folders.map((folder) => `${folder}/**/*.{ts,js,sql,md,css,html,sh,yml,yaml}`)
  ],
  {
    cwd: root,
    followSymbolicLinks: false,
    ignore: ["**/node_modules/**", "tests/fixtures/**", "src/.observablehq/**"]
  }
).sort();

it("the glossary forbids words, phrases, parts of identifiers, and names of numbers", () => {
  expect(glossary.phrases).toContainEqual(["strangest"]);
  expect(glossary.phrases).toContainEqual(["above", "the", "line"]);
  expect(glossary.parts).toContain("hear");
  expect(glossary.prefixes).toContain("most");
});

/** Folders and files, by the beginning of their path, that still use old words. */
const unfinished = [
  "tests/bench/",
  "tests/core/",
  "tests/docs.test.ts",
  "tests/faults/",
  "tests/infra/",
  "tests/pipeline/",
  "tests/services/"
];

describe.each(["", ...folders])("folder %o", (folder) => {
  it("uses no word that the glossary replaced", () => {
    const ours = paths.filter((path) => (path.includes("/") ? path.split("/")[0] : "") === folder);
    const found = ours
      .filter(
        (path) => !(path in exceptions) && !unfinished.some((start) => path.startsWith(start))
      )
      .flatMap((path) => findOldWords(path, read(path), glossary));
    expect(found).toEqual([]);
  });
});

it("each exception is a file that needs to be one", () => {
  const isNeeded = (path: string) =>
    paths.includes(path) && findOldWords(path, read(path), glossary).length > 0;
  expect(Object.keys(exceptions).filter((path) => !isNeeded(path))).toEqual([]);
});

it("findOldWords(path, text, glossary) finds words in texts, identifiers and names of files", () => {
  const find = (text: string, path = "x.ts") => findOldWords(path, text, glossary);
  expect(find("// the\n// strangest flow")).toEqual(["x.ts:2: strangest"]);
  expect(find("const strangestFlow = 1;")).toEqual(["x.ts:1: strangest"]);
  expect(find("stands above\n * the line, with room")).toEqual([
    "x.ts:1: stands above",
    "x.ts:1: above the line",
    "x.ts:2: room"
  ]);
  expect(find("const mostRows = 2_000;")).toEqual(["x.ts:1: mostRows"]);
  expect(find("", "grove/x.ts")).toEqual(["grove/x.ts:0: grove"]);
});

it("findOldWords(path, text, glossary) leaves the everyday sense of words alone", () => {
  const text = "// Tell me again what was said of the whole line.\nconst mostRows = rows.at(-1);";
  expect(findOldWords("x.ts", text, glossary)).toEqual([]);
});
