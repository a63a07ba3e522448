import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {findViolations, findBrowserViolations, findCycles} from "./violations.js";
import type {Packages} from "./violations.js";
import {findRule, rules} from "./import-rules.js";
import {readSources} from "./source.js";
import type {Source} from "./source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as Packages;
const sources = readSources(root);
const violations = findViolations(sources, packages);

const inside = (path: string) => findRule(path.replace(/^notebooks\//, "src/notebooks/"))?.path;

it.each(rules.map((rule) => rule.path))("%s imports and uses only what it may", (rule) => {
  expect(violations.filter((violation) => inside(violation.split(" ")[0]) === rule)).toEqual([]);
});

it("every source file is in a rule, or is a configuration at the root", () => {
  const outside = sources.filter(({path}) => !inside(path) && path.includes("/"));
  expect(outside.map((source) => source.path)).toEqual([]);
  expect(violations.filter((violation) => !inside(violation.split(" ")[0]))).toEqual([]);
});

it("no page or component leads a browser to node: or to the pipeline", () => {
  expect(findBrowserViolations(sources)).toEqual([]);
});

it("no import leads in a cycle, between files or between the folders of the core", () => {
  expect(findCycles(sources)).toEqual([]);
  const core = sources.filter(({path}) => path.startsWith("src/core/"));
  expect(findCycles(core, (path) => path.split("/").slice(0, 3).join("/"))).toEqual([]);
});

it("readSources(root) reads every rule that has files", () => {
  const read = new Set(sources.map(({path}) => path.split("/")[0]));
  expect([...read]).toEqual(expect.arrayContaining(["src", "pipeline", "tests"]));
});

const planted: [path: string, text: string, violation: string][] = [
  ["src/core/a.ts", 'import fs from "node:fs"; fs;', "imports node:fs"],
  ["src/core/a.ts", 'import {max} from "d3-array"; max;', "imports d3-array"],
  ["src/core/a.ts", 'export {b} from "../components/b.js";', "imports ../components/b.js"],
  ["src/core/a.ts", "export const a = () => Math.random();", "uses Math.random"],
  ["src/core/a.ts", "export const a = () => Date.now();", "uses Date.now"],
  ["src/core/a.ts", "export const a = () => new Date().getTime();", "uses Date()"],
  ["src/core/a.ts", "export const {random} = Math;", "uses Math.random"],
  ["src/core/a.ts", 'export const a = Math["random"];', "uses Math.random"],
  ["src/core/a.ts", "export const a = process.version;", "uses process"],
  ["src/core/a.ts", 'export const a = () => fetch("/a");', "uses fetch"],
  ["src/core/a.ts", "export const a = document.body;", "uses document"],
  ["src/core/a.ts", "export const a = {window};", "uses window"],
  [
    "src/components/b.ts",
    'import {p} from "../../pipeline/p.js"; p;',
    "imports ../../pipeline/p.js"
  ],
  [
    "src/components/b.ts",
    'import type {p} from "../../pipeline/p.js";',
    "imports ../../pipeline/p.js"
  ],
  ["src/components/b.ts", 'import {b} from "./c.ts"; b;', "imports ./c.ts"],
  ["src/components/b.ts", 'const q = await import("pg"); q;', "imports pg"],
  ["src/components/b.ts", 'import {table} from "arquero"; table;', "imports arquero"],
  ["src/components/b.ts", 'import {b} from "./nowhere.js"; b;', "imports ./nowhere.js"],
  ["src/index.md", '# A\n\n```js\nimport fs from "node:fs";\n```\n', "imports node:fs"],
  ["src/index.md", "```js\nPlot.plot();\n```\n", "uses Plot"],
  ["notebooks/n.md", '```js\nimport "../../pipeline/p.js";\n```\n', "imports ../../pipeline/p.js"],
  [
    "pipeline/training/t.ts",
    'import {PGlite} from "@electric-sql/pglite"; PGlite;',
    "imports @electric-sql/pglite"
  ],
  [
    "pipeline/training/t.ts",
    'import {e} from "../evaluation/e.js"; e;',
    "imports ../evaluation/e.js"
  ],
  ["pipeline/training/t.ts", "export const t = process.env.HOME;", "uses process.env"],
  ["pipeline/run/flow.ts", "const {env} = process; env;", "uses process.env"],
  [
    "pipeline/run/flow.ts",
    'import {l} from "../data-loaders/l.js"; l;',
    "imports ../data-loaders/l.js"
  ],
  [
    "pipeline/run/flow.ts",
    'import {b} from "../src/components/b.js"; b;',
    "imports ../src/components/b.js"
  ],
  ["pipeline/storage/s.ts", 'import {a} from "../audit/audit.js"; a;', "imports ../audit/audit.js"],
  [
    "data-loaders/l.ts",
    'import {b} from "../src/components/b.js"; b;',
    "imports ../src/components/b.js"
  ],
  ["data-loaders/l.ts", 'import {m} from "./m.js"; m;', "imports ./m.js"],
  ["tests/t.ts", 'import x from "left-pad"; x;', "imports left-pad"]
];

it.each(planted)("findViolations(sources) sees that %s says %j", (path, text, violation) => {
  const paths = [
    "src/components/b.ts",
    "src/components/c.ts",
    "pipeline/p.ts",
    "pipeline/evaluation/e.ts",
    "pipeline/audit/audit.ts",
    "data-loaders/l.ts",
    "data-loaders/m.ts"
  ];
  const tree: Source[] = paths.map((path) => ({path, text: ""}));
  const listed = {...packages, dependencies: {...packages.dependencies, pg: "8"}};
  const found = findViolations(
    [...tree.filter((other) => other.path !== path), {path, text}],
    listed
  );
  expect(found.map((sentence) => sentence.split(":").slice(0, -1).join(":"))).toContain(
    `${path} ${violation}`
  );
});

it("findViolations(sources) lets pass what only looks like a violation", () => {
  const text = `
    /** Unlike Math.random, or document.body. */
    export const a = (window: number, at: Date) => ({document: window, now: at.getTime()});
    export const b = (time: number) => new Date(time).toISOString() + Math.max(1, 2) + "process.env";
  `;
  expect(findViolations([{path: "src/core/a.ts", text}], packages)).toEqual([]);
});

it("findBrowserViolations(sources) follows imports to the end, and past those of types", () => {
  const tree = [
    {path: "src/index.md", text: '```js\nimport "./components/a.js";\n```'},
    {
      path: "src/components/a.ts",
      text: 'import "../core/b.js"; import type {P} from "../core/t.js";'
    },
    {path: "src/core/b.ts", text: 'import "node:os";'},
    {path: "src/core/t.ts", text: 'import "node:fs"; export type P = 1;'}
  ];
  expect(findBrowserViolations(tree)).toEqual([
    "src/index.md → src/components/a.ts → src/core/b.ts → node:os: a browser has no node:os",
    "src/components/a.ts → src/core/b.ts → node:os: a browser has no node:os"
  ]);
});

it("findCycles(sources) finds a cycle of three, and one between folders", () => {
  const tree = [
    {path: "src/core/a/a.ts", text: 'import "../b/b.js";'},
    {path: "src/core/b/b.ts", text: 'import type {C} from "../c/c.js";'},
    {path: "src/core/c/c.ts", text: 'import "../a/d.js";'},
    {path: "src/core/a/d.ts", text: ""}
  ];
  expect(findCycles(tree)).toEqual([]);
  const folder = (path: string) => path.split("/")[2];
  expect(findCycles(tree, folder)).toEqual([["a", "b", "c", "a"]]);
  tree[3].text = 'import "./a.js";';
  expect(findCycles(tree)).toHaveLength(1);
});
