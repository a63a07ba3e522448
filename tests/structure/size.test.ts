import {execFileSync} from "node:child_process";
import {posix} from "node:path";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {readSources} from "./source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const maxFiles = 40;

it("no folder but that of the decisions, which only grows, has more than 40 files", () => {
  const listed = execFileSync("git", ["ls-files", "-z"], {cwd: root, encoding: "utf8"});
  const counts = new Map<string, number>();
  for (const path of listed.split("\0").filter(Boolean)) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect(
    [...counts]
      .filter(([folder, count]) => count > maxFiles && folder !== "docs/decisions")
      .map(([folder]) => folder)
  ).toEqual([]);
});

// ESLint holds files to 300 lines and functions to 60; what it may not see has to say why.
it("every exception of the linter has a reason", () => {
  const silent = readSources(root).flatMap(({path, text}) =>
    [...text.matchAll(/eslint-disable[^\n]*/g)]
      .filter(([comment]) => !/ -- \S/.test(comment))
      .map(([comment]) => `${path}: ${comment}`)
  );
  expect(silent.filter((found) => !found.startsWith("tests/structure/size.test.ts"))).toEqual([]);
});
