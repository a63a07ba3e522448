import {
  envelopeToJson,
  preAuthenticationEncoding,
  statementType
} from "../../src/core/proof/dsse.js";
import {runStatement} from "../../src/core/proof/statement.js";
import type {RunFacts} from "../../src/core/proof/statement.js";
import {canonicalJson, manifestText} from "../../src/core/schema/artifacts.js";
import type {Json, Phase} from "../../src/core/schema/artifacts.js";
import type {Audit, AuditLog, Records} from "../audit/audit.js";
import type {Actions, Verdicts} from "../audit/decisions.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {sha256} from "../artifacts/digest.js";
import type {Store, Stores} from "../storage/store.js";
import {readCode, readVersions} from "./code.js";
import type {Signer} from "./keys.js";
import {openSigner} from "./signer.js";
import {publicKeyKey, signedKind, statementKey} from "./statements.js";

const step = "signing key";

/** A run whose phases are all done. */
export interface FinishedRun {
  run: string;
  startedAt: Date;
  finishedAt: Date;
  results: Record<Phase, PhaseResult>;
  stores: Stores;
}

/** The part of the audit that running and signing a run needs. */
export type SigningAudit = Audit &
  Pick<AuditLog, "auditHead"> &
  Pick<Actions, "recordAction"> &
  Pick<Verdicts, "verdicts"> &
  Pick<Records, "findArtifacts" | "newestSigned">;

/** Keeps a signed statement on a run. */
export type Attest = (
  finished: FinishedRun,
  audit: Pick<SigningAudit, "auditHead" | "recordAction">
) => Promise<void>;

/**
 * Returns what keeps a signed statement on a run of *settings*: in EVAL, write-once, with its digest in
 * the audit. The key and the code are read now, so that a wrong one is found before the work and not after it; throws
 * a UsageError then.
 */
export async function openAttestor(
  settings: Settings,
  reporter: Reporter,
  known?: Pick<RunFacts, "code" | "versions">
): Promise<Attest> {
  const signer = await openSigner(settings, (message) => {
    reporter.begin(step);
    reporter.end(step, message);
  });
  const {code, versions} = known ?? {code: await readCode(), versions: await readVersions()};
  return async (finished, audit) => {
    const {eval: store} = finished.stores;
    const encoder = new TextEncoder();
    const write = async () => {
      const facts = {...(await factsOf(finished, audit)), code, versions};
      await store.write(publicKeyKey(signer.key.keyId), encoder.encode(signer.key.pem));
      const text = signedStatement(facts, signer);
      await store.write(statementKey(finished.run), encoder.encode(text));
      return text;
    };
    const text = (await findStatement(store, finished.run)) ?? (await write());
    await audit.recordAction({
      kind: signedKind,
      details: {run: finished.run, sha256: sha256(text), keyId: keyIdOf(text)},
      actedBy: "atalaya run",
      actedAt: finished.finishedAt
    });
  };
}

/** Returns the statement on *run*, if another process that was at work on it signed it before it ended. */
async function findStatement(store: Store, run: string): Promise<string | undefined> {
  const key = statementKey(run);
  return (await store.has(key)) ? new TextDecoder().decode(await store.read(key)) : undefined;
}

function keyIdOf(envelope: string): string {
  return (JSON.parse(envelope) as {signatures: {keyid: string}[]}).signatures[0].keyid;
}

/** Returns the envelope with the statement on the run of *facts*, signed by *signer*, as JSON. */
function signedStatement(facts: RunFacts, {key, sign}: Signer): string {
  const statement = canonicalJson(runStatement(facts) as unknown as Json);
  const payload = new TextEncoder().encode(statement);
  const sig = sign(preAuthenticationEncoding(statementType, payload));
  return envelopeToJson({
    payloadType: statementType,
    payload,
    signatures: [{keyid: key.keyId, sig}]
  });
}

async function factsOf(
  {run, startedAt, finishedAt, results}: FinishedRun,
  audit: Pick<SigningAudit, "auditHead">
): Promise<Omit<RunFacts, "code" | "versions">> {
  const artifacts = Object.entries(results).map(([phase, {manifest}]) => [
    phase,
    {manifest, manifestSha256: sha256(manifestText(manifest))}
  ]);
  return {
    run,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    artifacts: Object.fromEntries(artifacts) as RunFacts["artifacts"],
    audit: await audit.auditHead(),
    machine: {platform: process.platform, architecture: process.arch}
  };
}
