import {defineConfig} from "vitest/config";

// Slow, shared machines: a test that hangs is caught, one that waits its turn is not.
const minute = 60_000;

/** The tests whose matrix is complete with ATALAYA_TEST_FAULTS=all, or that break things at length. */
const faults = [
  "tests/faults/**/*.test.ts",
  "tests/pipeline/storage/s3/faults.test.ts",
  "tests/pipeline/proof/verify-run.test.ts",
  "tests/pipeline/proof/mutations.test.ts"
];

/**
 * How Node is started where tests open the embedded database: without the second compiler of WebAssembly, as
 * tests/pipeline/cli/atalaya.ts starts the command line, and for the same reason.
 */
const execArgv = ["--liftoff-only"];

/** The tests of the core, of components and of simulations: functions and elements alone. */
const pure = [
  "tests/core/**/*.test.ts",
  "tests/components/**/*.test.ts",
  "tests/bench/**/*.test.ts"
];

/**
 * The tests of pipelines that change nothing outside their own folders: each worker loads their modules, DuckDB among them, once.
 * A test that keeps anything in a module, or changes the environment, belongs elsewhere.
 */
const shared = ["artifacts", "duckdb", "exchange", "ingestion", "logs", "rules", "suite", "training", "transformation"].map(
  (folder) => `tests/pipeline/${folder}/**/*.test.ts`
); // prettier-ignore

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/browser/**", "tests/faults/build.test.ts", ...pure, ...shared],
          execArgv,
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute
        }
      },
      {
        // What changes nothing outside itself shares its modules: a fifth of the time is loading them.
        test: {
          name: "unit-pure",
          include: pure,
          isolate: false,
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute
        }
      },
      {
        test: {
          name: "unit-shared",
          include: shared,
          isolate: false,
          execArgv,
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute
        }
      },
      {
        // Also a build under a preview.
        test: {
          name: "faults",
          include: faults,
          execArgv,
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute
        }
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: ["tests/browser/setup.ts"],
          testTimeout: 3 * minute,
          hookTimeout: 10 * minute
        }
      }
    ]
  }
});
