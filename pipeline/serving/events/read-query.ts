import type {FastifyRequest} from "fastify";
import {UsageError} from "../../config/errors.js";
import {readMapping} from "./read-mapping.js";
import type {SubmitOptions} from "./submit-lines.js";

/** What stands behind the path of a request. */
type Query = Readonly<Record<string, unknown>>;

/** The bounds of a number: both ends belong to it. */
interface Bounds {
  min: number;
  max: number;
}

/** The bounds of the numbers that requests may name, and what they are by default. */
export const queryBounds = {
  reasonsFrom: {min: 0, max: 1, default: 0},
  after: {min: 0, max: Number.MAX_SAFE_INTEGER, default: 0},
  limit: {min: 1, max: 10_000, default: 1_000},
  wait: {min: 0, max: 30, default: 0}
} as const;

/** The names of senders, and days. */
export const sourcePattern = "^[A-Za-z0-9._:-]{1,64}$";
export const dayPattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

const maxMappingLength = 4_096;

/** Returns how lines are to be read and answered. Throws a UsageError on what is not allowed. */
export function readSubmitQuery(request: FastifyRequest): SubmitOptions {
  const query = request.query as Query;
  const mapping = maybeText(query, "mapping");
  if (mapping !== undefined && mapping.length > maxMappingLength)
    throw new UsageError(`invalid mapping: more than ${maxMappingLength} characters`);
  return {
    source: maybeMatching(query, "source", sourcePattern) ?? null,
    mapping: mapping === undefined ? undefined : readMapping(mapping),
    reasonsFrom: numberOf(query, "reasonsFrom")
  };
}

/** Returns which final scores are asked for. */
export function readFinalQuery(
  request: FastifyRequest
): Record<"after" | "limit" | "wait", number> {
  // prettier-ignore
  const query = request.query as Query;
  return {
    after: integerOf(query, "after"),
    limit: integerOf(query, "limit"),
    wait: numberOf(query, "wait")
  };
}

/** Returns the day whose evidence is asked for, and how many pieces at most. */
export function readEvidenceQuery(request: FastifyRequest): {day: string; limit: number} {
  const query = request.query as Query;
  const day = maybeMatching(query, "day", dayPattern);
  if (day === undefined) throw new UsageError("missing day; name a UTC day, as day=2026-03-02");
  return {day, limit: integerOf(query, "limit")};
}

function maybeText(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === "string") return value;
  throw new UsageError(`duplicate ${name}; name it once`);
}

function maybeMatching(query: Query, name: string, pattern: string): string | undefined {
  const text = maybeText(query, name);
  if (text === undefined || new RegExp(pattern).test(text)) return text;
  throw new UsageError(`invalid ${name}; it has to match ${pattern}`);
}

function numberOf(query: Query, name: keyof typeof queryBounds): number {
  const text = maybeText(query, name);
  const {min, max, default: usual}: Bounds & {default: number} = queryBounds[name];
  if (text === undefined) return usual;
  const value = /^\d{1,16}(\.\d{1,17})?$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`invalid ${name}; it is a number from ${min} to ${max}`);
}

function integerOf(query: Query, name: keyof typeof queryBounds): number {
  const value = numberOf(query, name);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`invalid ${name}; it is an integer`);
}
