import {readEnvelope} from "../../proof/dsse.js";
import type {PublishedProof} from "../../proof/published.js";
import {auditHeadOf, readStatement} from "../../proof/read-statement.js";
import type {RunStatement} from "../../proof/statement.js";
import {layerOf, phases} from "../../schema/artifacts.js";
import type {Manifest, Phase} from "../../schema/artifacts.js";
import type {LineageArtifact, LineageInput, LineagePage} from "../../schema/lineage.js";
import type {RunEntry} from "../../schema/runs.js";
import {chainOf, evaluationParameters, provenanceOf} from "../provenance.js";

/**
 * Returns which bytes a run was made from, from its *proof* and its *entry* in the audit, null if there is
 * none. Throws if a manifest is missing or the statement cannot be read.
 */
export function lineagePage(proof: PublishedProof, entry: RunEntry | null): LineagePage {
  const manifests = manifestsByPhase(proof);
  const {ingestion: raw, evaluation} = manifests;
  const statement = maybeStatement(proof);
  const {count, digest} = statement ? auditHeadOf(statement) : {count: 0, digest: ""};
  const finished = entry?.finishedAt ?? null;
  const code = statement?.predicate.buildDefinition.resolvedDependencies.find(
    ({name}) => name === "atalaya"
  );
  return {
    provenance: provenanceOf(chainOf(manifests), evaluation.key, evaluationParameters(evaluation)),
    run: proof.run,
    startedAt: entry?.startedAt ?? null,
    seconds: entry && finished !== null ? (finished - entry.startedAt) / 1000 : null,
    audit: statement ? {entries: count, digest} : null,
    keyId: proof.key?.jwk.kid ?? null,
    code: code ? {version: String(code.annotations?.version), sha256: code.digest.sha256} : null,
    inputs: inputsOf(raw),
    artifacts: phases.map((phase) => artifactOf(manifests[phase], entry))
  };
}

/** Returns the manifests of a proof by phase; throws if one is missing or no JSON. */
export function manifestsByPhase({manifests}: PublishedProof): Record<Phase, Manifest> {
  const read = manifests.map(({text}) => JSON.parse(text) as Manifest);
  const entries = phases.map((phase) => {
    const manifest = read.find((one) => one.phase === phase);
    if (!manifest) throw new Error(`manifest of ${phase} not found in proof.json`);
    return [phase, manifest];
  });
  return Object.fromEntries(entries) as Record<Phase, Manifest>;
}

function maybeStatement({envelope}: PublishedProof): RunStatement | null {
  if (!envelope) return null;
  return readStatement(new TextDecoder().decode(readEnvelope(envelope).payload));
}

function inputsOf({facts}: Manifest): LineageInput[] {
  return (facts.files as unknown as LineageInput[]).map(
    ({name, sha256, bytes, lines, comments, accepted, rejected}) => ({
      name,
      sha256,
      bytes,
      lines,
      comments,
      accepted,
      rejected
    })
  );
}

function artifactOf(manifest: Manifest, entry: RunEntry | null): LineageArtifact {
  const {phase, key, sha256, phaseVersion, parameters, inputs, files, rows} = manifest;
  const event = entry?.phases.find((one) => one.phase === phase && one.key === key);
  return {
    phase,
    layer: layerOf[phase],
    key,
    sha256,
    phaseVersion,
    parameters,
    inputs,
    files,
    rows,
    rowsIn: event?.rowsIn ?? null,
    rejected: event?.rejected ?? null,
    seconds: event?.seconds ?? null,
    reused: event?.reused ?? null
  };
}
