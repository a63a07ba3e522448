import {existsSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(`${root}/docs/security.md`, "utf8");

/** A promise of docs/security.md, and the file with the test of its name. */
interface Promised {
  promise: string;
  path: string;
}

/** Returns the rows of the tables of *markdown* whose first column is “promise”. */
function promisesIn(markdown: string): Promised[] {
  const tables = markdown.matchAll(/^\| promise \|.*\n\|[ |-]+\|\n((?:\|.*\n)*)/gm);
  return [...tables].flatMap(([, rows]) =>
    rows
      .trimEnd()
      .split("\n")
      .filter((row) => row !== "")
      .map((row) => {
        const [promise, test] = row.slice(2, -2).split(" | ");
        return {promise, path: test?.replaceAll("`", "") ?? ""};
      })
  );
}

it("docs/security.md promises only what a test of the same name tests", () => {
  const promises = promisesIn(text);
  expect(promises.length).toBeGreaterThan(2);
  const untested = promises.filter(({promise, path}) => !hasTest(path, promise));
  expect(untested).toEqual([]);
});

it("hasTest(path, title) finds a complete title in its file, and nothing else", () => {
  expect(hasTest("tests/docs/security.test.ts", `docs/security.md promises ${"only"}`)).toBe(false);
  expect(hasTest("tests/docs/security.test.ts", "tests/docs/security.test.ts")).toBe(true);
  expect(hasTest("tests/docs/none.test.ts", "a")).toBe(false);
});

/** Returns whether the file at *path* has a test called *title*. */
function hasTest(path: string, title: string): boolean {
  if (!path.startsWith("tests/") || !existsSync(`${root}/${path}`)) return false;
  const source = readFileSync(`${root}/${path}`, "utf8");
  return ['"', "'", "`"].some((quote) => source.includes(`${quote}${title}${quote}`));
}
