import type {ChainHead} from "../../src/core/proof/chain.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {AuditLog} from "../audit/audit.js";
import type {Action} from "../audit/decisions.js";
import {signedKind, statementKey} from "./statements.js";
import {differ} from "./verification.js";
import type {PartVerification} from "./verification.js";
import type {VerifiedStatement} from "./verify-statement.js";

/** Checks the complete audit; it must go through *anchors*, which signed statements hold. */
export async function verifyLog(
  audit: AuditLog,
  anchors: readonly ChainHead[],
  part: PartVerification
): Promise<void> {
  const {rows, breaches, breachCount} = await audit.verify(anchors);
  part.checked += rows;
  for (const found of breaches)
    differ(part, {what: "audit", expected: "what its log recorded", found});
  part.findingCount += breachCount - breaches.length;
}

/** Checks what the audit says of a run, *entry* and *actions*, against the *signed* statement. */
export function verifyEntry(
  entry: RunEntry,
  actions: readonly Action[],
  signed: VerifiedStatement | undefined,
  part: PartVerification
): void {
  const compare = (
    name: string,
    expected: string | undefined,
    found: string | null | undefined
  ) => {
    if (expected === found) return;
    const what = `audit: run ${entry.run}: ${name}`;
    differ(part, {what, expected: expected ?? "nothing", found: found ?? "nothing"});
  };
  compare("status", "succeeded", entry.status);
  if (!signed) return;
  const recorded = actions.find(
    ({kind, details}) => kind === signedKind && details.run === entry.run
  );
  const {sha256, keyId} = (recorded?.details ?? {}) as {[name: string]: string};
  if (sha256 === undefined) compare("statement", signed.sha256, sha256);
  else if (sha256 !== signed.sha256)
    differ(part, {
      what: `eval/${statementKey(entry.run)}`,
      expected: sha256,
      found: signed.sha256
    });
  compare("key", signed.key.keyId, keyId);
  const {internalParameters, resolvedDependencies} = signed.statement.predicate.buildDefinition;
  for (const phase of phases) {
    const found = entry.phases.find((one) => one.phase === phase);
    compare(`${phase} key`, internalParameters[phase].key, found?.key);
    compare(`${phase} sha256`, internalParameters[phase].sha256, found?.sha256);
  }
  const code = resolvedDependencies.find(({name}) => name === "atalaya");
  compare("code version", code?.annotations?.version as string | undefined, entry.codeVersion);
}
