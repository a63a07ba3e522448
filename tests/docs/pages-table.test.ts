import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {pages} from "../../src/core/pages/registry.js";

it("the table of docs/13-pages.md is the registry of pages", () => {
  const text = readFileSync(new URL("../../docs/13-pages.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => row.split(" | "));
  const expected = pages.map(({group, title, path, question, files}) => [
    group,
    title,
    `\`${path}\``,
    question,
    files.map((file) => `\`${file}\``).join(", ") || "–"
  ]);
  const own = rows.filter((row) => row.length === expected[0].length); // pages have other tables too
  expect(own.slice(2)).toEqual(expected);
});
