import {layerOf, phases} from "../schema/artifacts.js";
import type {ArtifactFile, Json, Manifest, Phase} from "../schema/artifacts.js";
import type {ChainHead} from "./chain.js";

/** A thing and its digests: the ResourceDescriptor of in-toto, as far as it is used here. */
export interface Resource {
  /** What it is called; of a subject, where it is: layer, then key in the store. */
  name: string;

  /** Its digests by algorithm, in lower-case hexadecimal. */
  digest: {[algorithm: string]: string};

  /** What else is known; e.g., `bytes`, and `content` where equal contents need not have equal bytes. */
  annotations?: {[name: string]: Json};
}

/** What is said of a run: an in-toto Statement v1 with the provenance of SLSA v1. */
export interface RunStatement {
  _type: "https://in-toto.io/Statement/v1";
  /** Everything that the run made or used in the store, and how far the audit went. */
  subject: Resource[];
  predicateType: "https://slsa.dev/provenance/v1";
  predicate: {
    buildDefinition: {
      buildType: typeof buildType;
      /** The parameters of each phase. */
      externalParameters: {[phase: string]: Json};
      /** The key, the digest and the version of each artifact, by phase. */
      internalParameters: Record<Phase, {key: string; sha256: string; phaseVersion: number}>;
      /** The input files, the code and its locked packages. */
      resolvedDependencies: Resource[];
    };
    runDetails: {
      builder: {id: typeof builderId; version: {[component: string]: string}};
      /** The name of the run, and its times: ISO 8601, UTC. */
      metadata: {invocationId: string; startedOn: string; finishedOn: string};
      /** The machine: platform and architecture. */
      atalaya_machine: {platform: string; architecture: string};
    };
  };
}

/** The type of the build: a run of the four phases; names of ours, which resolve to nothing. */
export const buildType = "urn:atalaya:run:1";
export const builderId = "urn:atalaya:pipeline";

/** The code that ran. */
export interface Code {
  /** The version; e.g., `0.1.0`. */
  version: string;
  /** The digest of the source files that make artifacts. */
  sha256: string;
  /** The digest of package-lock.json; null if there is none. */
  lockSha256: string | null;
  /** The commit that was checked out, which says nothing of changes since; null if unknown. */
  commit: string | null;
}

/** All that a statement is made of. */
export interface RunFacts {
  run: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** Each artifact, with the digest of the bytes of its manifest. */
  artifacts: Record<Phase, {manifest: Manifest; manifestSha256: string}>;
  audit: ChainHead;
  code: Code;
  /** The versions of what ran it: Node.js and packages. */
  versions: {[component: string]: string};
  machine: {platform: string; architecture: string};
}

/** Returns the name of a subject: where the file *path* of an artifact is. */
export function subjectName(manifest: Pick<Manifest, "phase" | "key">, path: string): string {
  return `${subjectStart(manifest)}${manifest.key}/${path}`;
}

/** Returns the start of the names of the subjects that are objects of the artifact of a phase, or of its partitions: a run has one artifact a phase. */
export function subjectStart({phase}: Pick<Manifest, "phase">): string {
  return `${layerOf[phase]}/artifacts/`;
}

/** Returns the name of the subject that *file* of the artifact of *manifest* is; it may be in a partition. */
export function fileSubjectName(
  {phase, key}: Pick<Manifest, "phase" | "key">,
  {path, partition}: Pick<ArtifactFile, "path" | "partition">
): string {
  return subjectName({phase, key: partition ?? key}, path);
}

/** Returns every object of the artifact of *manifest* but the manifest itself: its files, and the manifests of its partitions. */
export function objectsOf(manifest: Manifest): Resource[] {
  const {phase, files, partitions = []} = manifest;
  return [
    ...files.map((file) => fileSubject(manifest, file)),
    ...partitions.map(({key, manifest: sha256}) => ({
      name: subjectName({phase, key}, "manifest.json"),
      digest: {sha256}
    }))
  ];
}

/** Returns the statement on the run that *facts* describe. */
export function runStatement(facts: RunFacts): RunStatement {
  const {artifacts, audit, code, machine} = facts;
  const byPhase = <T>(value: (manifest: Manifest) => T) =>
    Object.fromEntries(phases.map((phase) => [phase, value(artifacts[phase].manifest)]));
  const internal = byPhase(({key, sha256, phaseVersion}) => ({key, sha256, phaseVersion}));
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      ...rawSubjects(artifacts.ingestion.manifest),
      ...phases.flatMap((phase) => artifactSubjects(artifacts[phase])),
      auditSubject(audit)
    ],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: byPhase(({parameters}) => parameters),
        internalParameters: internal as Record<Phase, (typeof internal)[string]>,
        resolvedDependencies: [...inputsOf(artifacts), ...codeResources(code)]
      },
      runDetails: {
        builder: {id: builderId, version: {atalaya: code.version, ...facts.versions}},
        metadata: {
          invocationId: facts.run,
          startedOn: facts.startedAt,
          finishedOn: facts.finishedAt
        },
        atalaya_machine: machine
      }
    }
  };
}

/** Returns the original bytes in RAW that the ingestion *manifest* was made from, each once, with their names. */
export function rawFiles(manifest: Manifest): {name: string; sha256: string; bytes: number}[] {
  return manifest.facts.files as {name: string; sha256: string; bytes: number}[];
}

function rawSubjects(manifest: Manifest): Resource[] {
  const sizes = new Map(rawFiles(manifest).map(({sha256, bytes}) => [sha256, bytes]));
  return [...sizes].map(([sha256, bytes]) => ({
    name: `raw/bytes/${sha256}`,
    digest: {sha256},
    annotations: {bytes}
  }));
}

function artifactSubjects({manifest, manifestSha256}: RunFacts["artifacts"][Phase]): Resource[] {
  const name = subjectName(manifest, "manifest.json");
  return [{name, digest: {sha256: manifestSha256}}, ...objectsOf(manifest)];
}

function fileSubject(manifest: Manifest, file: ArtifactFile): Resource {
  const {sha256, bytes, content} = file;
  const annotations = {bytes, ...(content && {content})};
  return {name: fileSubjectName(manifest, file), digest: {sha256}, annotations};
}

function auditSubject({count, digest}: ChainHead): Resource {
  return {name: "audit/head", digest: {sha256: digest}, annotations: {entries: count}};
}

function inputsOf(artifacts: RunFacts["artifacts"]): Resource[] {
  const outputs = new Set(phases.map((phase) => artifacts[phase].manifest.sha256));
  const inputs = phases.flatMap((phase) => artifacts[phase].manifest.inputs);
  return inputs
    .filter(({sha256}) => !outputs.has(sha256))
    .map(({name, sha256, bytes}) => ({
      name,
      digest: {sha256},
      ...(bytes !== undefined && {annotations: {bytes}})
    }));
}

function codeResources({version, sha256, lockSha256, commit}: Code): Resource[] {
  const code = {
    name: "atalaya",
    digest: {sha256, ...(commit && {gitCommit: commit})},
    annotations: {version}
  };
  if (!lockSha256) return [code];
  return [code, {name: "package-lock.json", digest: {sha256: lockSha256}}];
}
