import {existsSync} from "node:fs";
import {envelopeDigest} from "../../src/core/proof/published.js";
import type {CheckedDocuments} from "../../src/core/proof/check-site.js";
import {errorMessage} from "../../src/core/error-message.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {Records} from "../audit/audit.js";
import {openAudit} from "../audit/open.js";
import {OutageError, UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import {nodeProofCrypto} from "./keys.js";
import {signedKind} from "./statements.js";
import {differ} from "./verification.js";
import type {NewestRun, SitePartVerification} from "./site-verification.js";

const all = 1_000_000;

/**
 * Compares what a site shows with the audit of *settings*: its run is there, was signed with that very statement, and no
 * newer one succeeded. Returns the newest; null if there is no audit.
 */
export async function compareWithAudit(
  settings: Settings,
  {manifest, proof, statement}: CheckedDocuments,
  part: SitePartVerification,
  reporter: Reporter
): Promise<NewestRun | null> {
  const audit = await maybeAudit(settings, part, reporter);
  if (!audit) return null;
  try {
    const runs = (await audit.runs(all)).filter(({status}) => status === "succeeded");
    const newest = runs.at(0); // they are in descending order of their starts
    part.checked += runs.length;
    if (!manifest) return newest ? publicOf(newest) : null; // named already
    const entry = runs.find(({run}) => run === manifest.run);
    const what = "run that the site shows";
    if (!entry)
      differ(part, {what, expected: "a run of the audit that succeeded", found: manifest.run});
    else if (newest && newest.startedAt > (entry.finishedAt ?? Infinity))
      // as verifyPointer has it: one that ran beside it may be shown
      differ(part, {
        what,
        expected: `the newest, ${newest.run}`,
        found: `${entry.run}, an older one`
      });
    for (const phase of statement && entry ? phases : []) {
      const expected = entry!.phases.find((one) => one.phase === phase)?.sha256 ?? "nothing";
      const found = statement!.predicate.buildDefinition.internalParameters[phase].sha256;
      if (found !== expected) differ(part, {what: `${what}: ${phase}`, expected, found});
    }
    if (entry && proof?.envelope) {
      const signed = (await audit.actions()).find(
        ({kind, details}) => kind === signedKind && details.run === entry.run
      );
      const expected = signed ? String(signed.details.sha256) : "nothing";
      const found = await envelopeDigest(proof, nodeProofCrypto).catch(() => "no envelope");
      if (found !== expected) differ(part, {what: `${what}: statement`, expected, found});
    }
    return newest ? publicOf(newest) : null;
  } finally {
    await audit.close();
  }
}

function publicOf({run, finishedAt}: RunEntry): NewestRun {
  return {run, finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString()};
}

async function maybeAudit(
  settings: Settings,
  part: SitePartVerification,
  reporter: Reporter
): Promise<Records | undefined> {
  if (!settings.postgres && !existsSync(settings.audit)) return undefined;
  try {
    const audit = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
    await audit.auditHead();
    return audit;
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutageError) throw error;
    const [found] = errorMessage(error).split("\n");
    return void differ(part, {what: "audit", expected: "a database", found});
  }
}
