import {
  browserPackages,
  clocks,
  componentRule,
  contracts,
  driver,
  environment,
  implicit,
  ofWatch,
  pageFolders,
  phase,
  sharedFolders,
  stored,
  tool,
  worlds
} from "./rule-kinds.js";
import type {Rule} from "./rule-kinds.js";

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
  componentRule("src/components/essays/", {
    others: ["src/components/evaluation/", "src/components/method/", "src/components/threshold/"]
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
    [
      "src/core/proof/",
      "pipeline/compiled/find-compiled.js",
      "pipeline/lease/",
      "pipeline/run/lock.ts"
    ]
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
      "pipeline/evaluation/content-digest.ts",
      "pipeline/evaluation/study/make-study.ts",
      "pipeline/evaluation/study/recorded-studies.ts",
      "pipeline/lease/scratch.ts",
      "pipeline/rules/rule-input.ts",
      "pipeline/run/latest.ts",
      "pipeline/run/phases.ts",
      "pipeline/storage/",
      "pipeline/suite/recorded-suites.ts",
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
      "pipeline/telemetry/",
      ...contracts,
      ...stored
    ],
    "tracking hears of a run and tells others; it changes nothing of it"
  ),
  tool(
    "pipeline/telemetry/",
    ["src/core/", "pipeline/config/", "pipeline/site/serve/hosts.ts", ...contracts],
    "metrics, logs and traces are of whoever does the work; they change nothing of it",
    [
      "@opentelemetry/api",
      "@opentelemetry/exporter-trace-otlp-http",
      "@opentelemetry/resources",
      "@opentelemetry/sdk-trace-base",
      "prom-client"
    ]
  ),
  tool(
    "pipeline/telemetry/data/",
    [
      "src/core/",
      "pipeline/audit/open.ts",
      "pipeline/config/",
      "pipeline/run/latest.ts",
      "pipeline/run/results.ts",
      "pipeline/storage/open.ts",
      "pipeline/telemetry/",
      ...contracts,
      ...stored
    ],
    "metrics of the data are read from what runs left",
    ["prom-client"]
  ),
  tool(
    "pipeline/watch/",
    [...ofWatch, "src/core/", ...contracts, ...stored],
    "a watch sees files and results; runs and builds are given to it"
  ),
  tool(
    "pipeline/tasks/",
    ["pipeline/compiled/", "src/core/schema/artifacts.ts"],
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
