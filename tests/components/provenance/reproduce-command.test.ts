import {expect, it} from "vitest";
import {
  incidentsCommand,
  reproduceCommand
} from "../../../src/components/provenance/reproduce-command.js";
import {findEntry} from "../../../pipeline/proof/find-run.js";
import type {Records} from "../../../pipeline/audit/audit.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {todayWith} from "../today/today-fixture.js";

it("reproduceCommand(provenance, more) names the evaluation, so that it runs wherever the log is", () => {
  const provenance = {...todayWith({}).provenance, command: "atalaya run conn.log"};
  expect(reproduceCommand(provenance, incidentsCommand)).toBe(
    `atalaya reproduce ${"0".repeat(16)} && atalaya incidents --run ${"0".repeat(16)} --json\n# or, in the folder of the log: atalaya run conn.log`
  );
});

it("findEntry(audit, run) finds a run by its name and by the digest of its evaluation", async () => {
  const entry = (run: string, status: string, key: string) =>
    ({run, status, phases: [{phase: "evaluation", key}]}) as unknown as RunEntry;
  const runs = [entry("b", "failed", "abcdef0123"), entry("a", "succeeded", "abcdef0123")];
  const audit = {runs: async () => runs} as unknown as Records;
  expect(await findEntry(audit, "b")).toBe(runs[0]);
  expect(await findEntry(audit, "abcdef01")).toBe(runs[1]);
  expect(await findEntry(audit, "abc")).toBeUndefined(); // too short to name one
});
