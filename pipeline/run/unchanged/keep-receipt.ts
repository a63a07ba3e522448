import {manifestText, phases} from "../../../src/core/schema/artifacts.js";
import type {Phase} from "../../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {sha256} from "../../artifacts/digest.js";
import type {PhaseResult} from "../../artifacts/phase-result.js";
import {removeReceipt} from "../../audit/notes.js";
import type {Settings} from "../../config/settings.js";
import type {GivenVerdict} from "../../evaluation/verdicts.js";
import type {SigningAudit} from "../../proof/attest.js";
import {readCode, readVersions} from "../../proof/code.js";
import {eventVerdicts} from "../event-verdicts.js";
import {readRuleFacts} from "../results.js";
import {digestOfStamps, pathsOf, writeReceipt} from "./receipt.js";
import type {Given, Receipt, ReceiptPhase} from "./receipt.js";

/** A run that has ended, and what it was given. */
interface EndedRun {
  given: Given;
  verdicts: readonly GivenVerdict[];
  results: Record<Phase, PhaseResult>;
  context: PhaseContext;
  audit: SigningAudit;
}

/**
 * Keeps a receipt of a run, if the next one could tell by it whether anything is new: nothing that it was given changed
 * lately, the stamp of each object is from when its bytes were looked at, and no rule has a problem to warn of.
 */
export async function keepReceipt(
  {given, verdicts, results, context, audit}: EndedRun,
  settings: Settings
): Promise<void> {
  const paths = phases.flatMap((phase) => pathsOf(results[phase].manifest, settings));
  const objects = digestOfStamps(paths, (path) => context.stamps?.get(path));
  const problems = readRuleFacts(results.evaluation.manifest)?.problems ?? 0;
  if (!given.isQuiet || objects === undefined || problems > 0) return;
  const {made = 0, reused = 0} = context.partitions ?? {};
  const receipt: Receipt = {
    format: "atalaya-receipt/1",
    given: given.digest,
    objects,
    artifacts: Object.fromEntries(
      phases.map((phase) => [phase, artifactOf(results[phase])])
    ) as Receipt["artifacts"],
    partitions: made + reused,
    code: await readCode(),
    versions: await readVersions(),
    head: await audit.auditHead()
  };
  await writeReceipt(receipt, settings);
  // Whoever records a verdict removes the receipt before and after: one that came meanwhile is seen here, or removes it.
  const now = await eventVerdicts(audit);
  if (JSON.stringify(now) !== JSON.stringify(verdicts)) await removeReceipt(settings.audit);
}

function artifactOf({
  manifest,
  rowsIn,
  rowsOut,
  rejected,
  partial = []
}: PhaseResult): ReceiptPhase {
  const digest = sha256(manifestText(manifest));
  return {key: manifest.key, manifest: digest, rowsIn, rowsOut, rejected, partial};
}
