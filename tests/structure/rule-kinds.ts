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

/** The globals that tell the time, or are random. */
export const clocks = ["Date.now", "Date()", "Math.random", "performance", "crypto"];

/** The globals of a platform, Node’s or the browser’s. */
export const worlds = [
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

/** What only the settings read. */
export const environment = ["process.env"];

/** The packages that pages and components may import. */
export const browserPackages = [
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
export const implicit = [
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

/** The interfaces of the pipeline that each layer of it may import. */
export const contracts = [
  "pipeline/artifacts/digest.ts",
  "pipeline/artifacts/small-file.ts",
  "pipeline/artifacts/context.ts",
  "pipeline/artifacts/phase-result.ts",
  "pipeline/compiled/start-worker.ts",
  "pipeline/config/errors.ts",
  "pipeline/config/named-file.ts",
  "pipeline/lease/make-folder.ts",
  "pipeline/tasks/"
];

/** The interfaces of what is stored. */
export const stored = [
  "pipeline/storage/store.ts",
  "pipeline/artifacts/artifacts.ts",
  "pipeline/artifacts/count-partition.ts",
  "pipeline/artifacts/derived.ts",
  "pipeline/artifacts/ensure-partitions.ts",
  "pipeline/artifacts/partition-task.ts",
  "pipeline/artifacts/remove-other.ts",
  "pipeline/artifacts/partitions.ts",
  "pipeline/artifacts/set-aside.ts",
  "pipeline/artifacts/copy-artifact.ts"
];

/** What a watch imports of the pipeline. */
export const ofWatch =
  "watch/ audit/open.ts config/ duckdb/session.ts ingestion/find-logs.ts lease/ mirror/"
    .split(" ")
    .map((name) => `pipeline/${name}`);

/** Returns the rule of a phase of the pipeline, which may import *packages*. */
export function phase(path: string, packages: string[]): Rule {
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

/** Returns the rule of a driver of a vendor’s *packages*, which may also import *imports*. */
export function driver(path: string, packages: string[], imports: string[] = []): Rule {
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

/** Returns the rule of a folder of the pipeline that stands on *imports* alone, for the reason *why*. */
export function tool(path: string, imports: string[], why: string, packages: string[] = []): Rule {
  return {path, imports: [path, ...imports], packages, node: true, forbidden: environment, why};
}

const inComponents = (names: string) => names.split(" ").map((name) => `src/components/${name}/`);

/** The folders of components that every page may import. */
export const sharedFolders = inComponents(
  "charts database exports kit provenance records site site-models"
);

/** The folders of pages that use parts of others: Your log, and notebooks that answer from several pages; each has a rule of its own. */
const combiningFolders = inComponents("your-log essays");

/** The folders of one page each: all that are not shared. */
export const pageFolders = readdirSync(new URL("../../src/components", import.meta.url))
  .map((name) => `src/components/${name}/`)
  .filter((path) => ![...sharedFolders, ...combiningFolders].includes(path));

/** Returns the rule of a folder of components: the core, the shared folders, its *own*, and *others*. */
export function componentRule(path: string, {own = true, others = [] as string[]} = {}): Rule {
  return {
    path,
    imports: [...(own ? [path] : []), ...sharedFolders, ...others, "src/core/"],
    packages: browserPackages,
    node: false,
    forbidden: ["process", "require", "eval", "Function", "Math.random"],
    why: "a component gets its data as an argument, and imports the core, shared folders and its own"
  };
}
