import {canonicalJson, phases} from "../schema/artifacts.js";
import type {Json} from "../schema/artifacts.js";
import {emptyChain} from "./chain.js";
import type {ChainHead} from "./chain.js";
import type {Resource, RunStatement} from "./statement.js";

/**
 * Reads the statement on a run that *text*, the payload of an envelope, is. Throws a RangeError that
 * names what is missing or wrong, also if it is not in canonical JSON: what a statement says is checked by nobody here.
 */
export function readStatement(text: string): RunStatement {
  const statement = parse(text) as Partial<RunStatement>;
  const {_type, subject, predicateType, predicate} = statement;
  if (_type !== "https://in-toto.io/Statement/v1") throw invalid("_type", _type);
  if (predicateType !== "https://slsa.dev/provenance/v1")
    throw invalid("predicateType", predicateType);
  checkSubjects(subject);
  const artifacts = predicate?.buildDefinition?.internalParameters;
  for (const phase of phases) {
    if (!isDigest(artifacts?.[phase]?.key)) throw invalid(`key of ${phase}`, undefined);
    if (!isDigest(artifacts?.[phase]?.sha256)) throw invalid(`sha256 of ${phase}`, undefined);
  }
  if (!Array.isArray(predicate?.buildDefinition?.resolvedDependencies))
    throw invalid("resolvedDependencies", undefined);
  const {invocationId, startedOn, finishedOn} = predicate?.runDetails?.metadata ?? {};
  for (const [name, value] of Object.entries({invocationId, startedOn, finishedOn}))
    if (typeof value !== "string") throw invalid(name, value);
  return statement as RunStatement;
}

/** Returns the subjects of *statement* by their names. */
export function subjectsByName({subject}: RunStatement): Map<string, Resource> {
  return new Map(subject.map((resource) => [resource.name, resource]));
}

/** Returns how far the audit went when *statement* was made; the head of an empty log if it does not say. */
export function auditHeadOf({subject}: RunStatement): ChainHead {
  const head = subject.find(({name}) => name === "audit/head");
  const count = head?.annotations?.entries;
  return head && typeof count === "number" ? {count, digest: head.digest.sha256} : emptyChain;
}

/** Returns the name of the run that *statement* is on. */
export function runOf({predicate}: RunStatement): string {
  return predicate.runDetails.metadata.invocationId;
}

function parse(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What it is not is said below.
  }
  if (typeof value !== "object" || value === null)
    throw new RangeError("invalid statement: it is no JSON object");
  if (canonicalJson(value as Json) !== text)
    throw new RangeError("invalid statement: it holds more than it says, or in another order");
  return value;
}

function checkSubjects(subjects: unknown): asserts subjects is Resource[] {
  if (!Array.isArray(subjects)) throw invalid("subject", undefined);
  const names = new Set<unknown>();
  for (const subject of subjects as Partial<Resource | null>[]) {
    const name = subject?.name;
    if (typeof name !== "string" || names.has(name)) throw invalid("name of a subject", name);
    if (!isDigest(subject?.digest?.sha256)) throw invalid(`digest of ${name}`, undefined);
    names.add(name);
  }
}

function isDigest(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function invalid(field: string, value: unknown): RangeError {
  const shown = typeof value === "string" ? `: ${value.slice(0, 80)}` : "";
  return new RangeError(`invalid statement: ${field} is missing or wrong${shown}`);
}
