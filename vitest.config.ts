import {defineConfig} from "vitest/config";

// Slow, shared machines: a test that hangs is caught, one that waits its turn is not.
const minute = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/browser/**"],
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute
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
