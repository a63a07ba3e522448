import {readdirSync} from "node:fs";

/** The dependency rule of a layer: its imports, and the globals it may not use. Paths are prefixes from the root. */
export interface Rule {
  /** The layer: files whose path starts with this; the longest match holds. */
  path: string;
  /** The layers and files that it may import. */
  imports: string[];
  /** The packages that it may import; `*` for any that package.json lists. */
  packages: string[];
  /** Whether it may import `node:` modules. */
  node: boolean;
  /** The globals that it may not use, or members of them. */
  forbidden: string[];
  /** The reason, printed at the end of a violation. */
  why: string;
}

const clocks = ["Date.now", "Date()", "Math.random", "performance", "crypto"];
const worlds = [
  "process",
  "fetch",
  "document",
  "window",
  "globalThis",
  "self",
  "navigator",
  "localStorage",
  "sessionStorage",
  "location",
  "XMLHttpRequest",
  "WebSocket",
  "Worker",
  "require",
  "Buffer",
  "console",
  "eval",
  "Function"
];
const environment = ["process.env"];

const browserPackages = [
  "@codemirror/autocomplete",
  "@codemirror/commands",
  "@codemirror/lang-sql",
  "@codemirror/language",
  "@codemirror/lint",
  "@codemirror/state",
  "@codemirror/view",
  "@duckdb/duckdb-wasm",
  "@lezer/highlight",
  "@observablehq/plot",
  "@uwdata/mosaic-sql",
  "d3-array",
  "d3-brush",
  "d3-format",
  "d3-scale",
  "d3-scale-chromatic",
  "d3-selection",
  "d3-shape",
  "hyparquet-writer"
];

/** What Framework would fetch from another host if a page used it without importing it. */
const implicit = [
  "Plot",
  "Inputs",
  "d3",
  "html",
  "svg",
  "htl",
  "DuckDBClient",
  "sql",
  "aq",
  "vg",
  "topojson",
  "mermaid",
  "dot",
  "tex",
  "md",
  "_"
];

const contracts = [
  "pipeline/artifacts/digest.ts",
  "pipeline/artifacts/small-file.ts",
  "pipeline/artifacts/context.ts",
  "pipeline/artifacts/phase-result.ts",
  "pipeline/compiled/start-worker.ts",
  "pipeline/config/errors.ts",
  "pipeline/config/named-file.ts",
  "pipeline/tasks/"
];
const stored = [
  "pipeline/storage/store.ts",
  "pipeline/artifacts/artifacts.ts",
  "pipeline/artifacts/copy-artifact.ts"
];
const ofWatch = "watch/ audit/open.ts config/ duckdb/session.ts ingestion/find-logs.ts lease/"
  .split(" ")
  .map((name) => `pipeline/${name}`);

function phase(path: string, packages: string[]): Rule {
  return {
    path,
    imports: [
      path,
      "src/core/",
      "pipeline/duckdb/",
      "pipeline/logs/",
      "pipeline/audit/audit.ts",
      "pipeline/rules/rule-input.ts",
      ...contracts,
      ...stored
    ],
    packages,
    node: true,
    forbidden: environment,
    why: "a phase knows the core, the interfaces of storage and audit, and DuckDB"
  };
}

function driver(path: string, packages: string[], imports: string[] = []): Rule {
  return {
    path,
    imports: [
      path,
      "src/core/schema/",
      "src/core/error-message.ts",
      "pipeline/config/",
      ...contracts,
      ...imports
    ],
    packages,
    node: true,
    forbidden: environment,
    why: "a driver knows its own interface, the schema, the settings and one vendor"
  };
}

function tool(path: string, imports: string[], why: string, packages: string[] = []): Rule {
  return {path, imports: [path, ...imports], packages, node: true, forbidden: environment, why};
}

const inComponents = (names: string) => names.split(" ").map((name) => `src/components/${name}/`);

/** The folders of components that every page may import. */
const sharedFolders = inComponents("charts database exports kit provenance records site");

/** The folders of one page each: all that are not shared; that of Your log has a rule of its own. */
const pageFolders = readdirSync(new URL("../../src/components", import.meta.url))
  .map((name) => `src/components/${name}/`)
  .filter((path) => !sharedFolders.includes(path) && path !== "src/components/your-log/");

/** Returns the rule of a folder of components: the core, the shared folders, its *own*, and *others*. */
function componentRule(path: string, {own = true, others = [] as string[]} = {}): Rule {
  return {
    path,
    imports: [...(own ? [path] : []), ...sharedFolders, ...others, "src/core/"],
    packages: browserPackages,
    node: false,
    forbidden: ["process", "require", "eval", "Function", "Math.random"],
    why: "a component gets its data as an argument, and imports the core, shared folders and its own"
  };
}

/** The import rules of all layers. A file without a rule may import no file of the project. */
export const rules: readonly Rule[] = [
  {
    path: "src/core/",
    imports: ["src/core/"],
    packages: [],
    node: false,
    forbidden: [...clocks, ...worlds],
    why: "the core stands on nothing"
  },
  {
    path: "src/core/sigma/parse/",
    imports: ["src/core/"],
    packages: ["@cfworker/json-schema", "yaml"],
    node: false,
    forbidden: [...clocks, ...worlds],
    why: "rules are YAML, checked by a schema: two packages, and nothing else of the world"
  },
  componentRule("src/components/", {own: false}),
  ...sharedFolders.map((path) => componentRule(path)),
  ...pageFolders.map((path) => componentRule(path)),
  componentRule("src/components/your-log/", {
    others: ["src/components/alert/", "src/components/explore/"]
  }),
  {
    path: "src/",
    imports: ["src/components/", "src/core/", "src/pages.ts"],
    packages: browserPackages,
    node: false,
    forbidden: [...implicit, "process", "require", "fetch", "eval", "Function"],
    why: "a page imports components, the core and packages by their bare names"
  },
  phase("pipeline/ingestion/", ["tinyglobby"]),
  phase("pipeline/transformation/", ["tldts"]),
  phase("pipeline/training/", ["ml-isolation-forest"]),
  phase("pipeline/evaluation/", ["@duckdb/node-api"]),
  driver("pipeline/storage/", ["minio"]),
  driver(
    "pipeline/audit/",
    ["@electric-sql/pglite", "@electric-sql/pglite-prepopulatedfs", "pg"],
    ["src/core/proof/", "pipeline/lease/", "pipeline/run/lock.ts"]
  ),
  driver("pipeline/duckdb/", ["@duckdb/node-api"], ["src/core/forest/types.ts"]),
  tool(
    "pipeline/exchange/",
    ["src/core/", ...contracts],
    "models go into and out of other tools’ formats by their bytes alone",
    ["protobufjs"]
  ),
  {
    path: "pipeline/proof/",
    imports: [
      "pipeline/proof/",
      "src/core/",
      "pipeline/artifacts/",
      "pipeline/audit/",
      "pipeline/config/",
      "pipeline/duckdb/",
      "pipeline/evaluation/events-table.ts",
      "pipeline/lease/scratch.ts",
      "pipeline/rules/rule-input.ts",
      "pipeline/run/latest.ts",
      "pipeline/run/phases.ts",
      "pipeline/storage/",
      ...contracts
    ],
    packages: [],
    node: true,
    forbidden: environment,
    why: "a proof looks at what the phases left, and calls them again; it is no part of them"
  },
  tool(
    "pipeline/tracking/",
    [
      "src/core/",
      "pipeline/config/",
      "pipeline/audit/audit.ts",
      "pipeline/cli/plain-text.ts",
      "pipeline/run/results.ts",
      ...contracts,
      ...stored
    ],
    "tracking hears of a run and tells others; it changes nothing of it"
  ),
  tool(
    "pipeline/watch/",
    [...ofWatch, "src/core/", ...contracts, ...stored],
    "a watch sees files and results; runs and builds are given to it"
  ),
  tool(
    "pipeline/tasks/",
    ["pipeline/compiled/"],
    "what runs beside what does not depend on what it is"
  ),
  tool(
    "pipeline/lease/",
    ["pipeline/config/"],
    "who is alive is seen the same way by whoever asks"
  ),
  tool(
    "pipeline/logs/",
    ["pipeline/artifacts/small-file.ts", "src/core/readers/"],
    "a log’s bytes become lines the same way for whoever reads them"
  ),
  {
    path: "pipeline/config/",
    imports: ["pipeline/config/", "src/core/"],
    packages: [],
    node: true,
    forbidden: [],
    why: "settings know nothing of what they set"
  },
  {
    path: "pipeline/",
    imports: ["pipeline/", "src/core/"],
    packages: ["*"],
    node: true,
    forbidden: environment,
    why: "the pipeline meets the pages in artifacts and in the core; only its config reads the environment"
  },
  tool(
    "pipeline/site/fill/prerender.ts",
    ["src/core/", "src/components/site/", "src/pages.ts"],
    "what a page says without JavaScript is worded by its component"
  ),
  {
    path: "data-loaders/",
    imports: ["pipeline/", "src/core/"],
    packages: [],
    node: true,
    forbidden: [...environment, "fetch"],
    why: "a loader asks the pipeline, and copies"
  },
  {
    path: "infra/",
    imports: ["infra/", "pipeline/", "src/core/"],
    packages: ["minio"],
    node: true,
    forbidden: environment,
    why: "what runs beside a service stands on the pipeline; its settings are read there"
  },
  {
    path: "tests/",
    imports: ["tests/", "pipeline/", "src/core/", "src/components/", "src/pages.ts"],
    packages: ["*"],
    node: true,
    forbidden: [],
    why: "a test may look at all but loaders and pages, which are run, not imported"
  },
  {
    path: "observablehq.config.ts",
    imports: ["src/core/", "src/components/", "src/pages.ts"],
    packages: [],
    node: true,
    forbidden: [],
    why: "the site is configured from what its pages are made of"
  }
];

/** Returns the rule of the file at *path*, or undefined if it has none. */
export function findRule(path: string): Rule | undefined {
  const fits = rules.filter((rule) => path.startsWith(rule.path));
  return fits.sort((a, b) => b.path.length - a.path.length)[0];
}
