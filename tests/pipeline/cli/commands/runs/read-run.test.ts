import {expect, it} from "vitest";
import {readRun} from "../../../../../pipeline/cli/commands/runs/read-run.js";

it("readRun(action, args) takes one name of a run", () => {
  expect(readRun("cancel", ["20261123-130442-7f3a"])).toBe("20261123-130442-7f3a");
  expect(readRun("watch", [], {optional: true})).toBeUndefined();
  expect(() => readRun("cancel", [])).toThrow("missing run; try `atalaya runs cancel RUN`");
  expect(() => readRun("cancel", ["office"])).toThrow(
    "invalid run: office; e.g., 20261123-130442-7f3a"
  );
  expect(() => readRun("resume", ["20261123-130442-7f3a", "x"])).toThrow("unknown argument: x");
});
