import {
  fieldsOf,
  numberField,
  optional,
  shown,
  textField,
  timeField
} from "../readers/json-fields.js";

/** What may be said of an event: a true alert, a false one, or not known. */
export const verdictNames = ["true", "false", "unsure"] as const;

/** What is said of an event. */
export type VerdictName = (typeof verdictNames)[number];

/** The most UTF-16 code units of a note and of a name. */
export const verdictLimits = {note: 2000, by: 200} as const;

/**
 * A verdict on an event, as a browser keeps it and a line of a file holds it. The event is named by
 * what outlives a run: the digest of the log file and the line in it. The rest says what was looked at.
 */
export interface EventVerdict {
  format: "atalaya-verdict/1";

  /** The SHA-256 of the log file, in lower-case hexadecimal, and the line in it, from 1. */
  file: string;
  line: number;
  verdict: VerdictName;

  /** Why; may be empty. */
  note: string;

  /** The author of the verdict; empty if unknown. */
  by: string;

  /** When, ISO 8601 in UTC, to the millisecond. */
  at: string;

  /** The event_id, and the digest of the evaluation it was looked at in; null if not known. */
  event: number | null;
  evaluation: string | null;

  /** What was seen, so that a list can say it: ms since the epoch, addresses as in the log, the score. */
  time: number | null;
  src: string | null;
  dst: string | null;
  score: number | null;
}

/**
 * A verdict on an incident, which holds for all of its events that have none of their own. The incident is named by
 * what outlives a run: the digest of the log file with its first event, and its entity, role and first hour.
 */
export interface IncidentVerdict extends Pick<
  EventVerdict,
  "file" | "verdict" | "note" | "by" | "at" | "evaluation"
> {
  format: "atalaya-incident-verdict/1";

  /** The id of the incident: `entity/role/hour`, the hour since the epoch. */
  incident: string;

  /** What was seen, so that a list can say it: the name of the incident, and the number of its events. */
  name: string | null;
  events: number | null;
}

/** A verdict on an event or on an incident. */
export type Verdict = EventVerdict | IncidentVerdict;

/** The name of an event that outlives a run: the digest of its file, a colon, its line; of an incident, its id. */
export type EventIdentity = string;

/** Returns the identity of the event on a line of a file, or of the incident that begins in it. */
export function identityOf(
  named: {file: string} & ({line: number} | {incident: string})
): EventIdentity {
  return `${named.file}:${"incident" in named ? named.incident : named.line}`;
}

/** Returns the identity of an incident as the audit stores it, beside those of events. */
export function incidentKey({file, incident}: Pick<IncidentVerdict, "file" | "incident">): string {
  return `incident:${file}:${incident}`;
}

/** Returns the incident that a stored identity names; undefined if it names none. */
export function maybeIncident(key: string): Pick<IncidentVerdict, "file" | "incident"> | undefined {
  const [, file, incident] = /^incident:([0-9a-f]{64}):(.+)$/s.exec(key) ?? [];
  return file === undefined ? undefined : {file, incident};
}

const fieldNames = [
  ...["format", "file", "line", "verdict", "note", "by", "at"],
  ...["event", "evaluation", "time", "src", "dst", "score"]
];

/**
 * Returns the verdict that *value*, of a file or of a browser’s storage, is. Throws a RangeError, which
 * names the field and the value, if it is none: a field too many is one that would be lost.
 */
export function parseVerdict(value: unknown): EventVerdict {
  const fields = fieldsOf(value, "verdict", fieldNames);
  if (fields.format !== "atalaya-verdict/1")
    throw new RangeError(`unsupported format: ${shown(fields.format)}; it is atalaya-verdict/1`);
  const verdict = verdictField(fields);
  const integer = {least: 0, most: Number.MAX_SAFE_INTEGER, whole: true};
  const given = <T>(name: string, read: (name: string) => T) =>
    optional(fields, name, () => read(name));
  return {
    format: "atalaya-verdict/1",
    file: digestField(fields, "file"),
    line: numberField(fields, "line", {...integer, least: 1}),
    verdict,
    note: given("note", (name) => textField(fields, name, verdictLimits.note)) ?? "",
    by: given("by", (name) => textField(fields, name, verdictLimits.by)) ?? "",
    at: timeField(fields, "at"),
    event: given("event", (name) => numberField(fields, name, integer)),
    evaluation: given("evaluation", (name) => digestField(fields, name)),
    time: given("time", (name) => numberField(fields, name, {least: -8.64e15, most: 8.64e15})),
    src: given("src", (name) => textField(fields, name, 200)),
    dst: given("dst", (name) => textField(fields, name, 200)),
    score: given("score", (name) => numberField(fields, name, {least: 0, most: 1}))
  };
}

/** Returns the verdict on an event or an incident that *value* is; throws as `parseVerdict` does. */
export function parseAnyVerdict(value: unknown): Verdict {
  const {format} = (value ?? {}) as {format?: unknown};
  return format === "atalaya-incident-verdict/1"
    ? parseIncidentVerdict(value)
    : parseVerdict(value);
}

const incidentFieldNames = [
  ...["format", "file", "incident", "verdict", "note", "by", "at"],
  ...["evaluation", "name", "events"]
];

function parseIncidentVerdict(value: unknown): IncidentVerdict {
  const fields = fieldsOf(value, "verdict", incidentFieldNames);
  const given = <T>(name: string, read: (name: string) => T) =>
    optional(fields, name, () => read(name));
  const incident = textField(fields, "incident", 300);
  if (!/^.+\/(actor|target)\/-?\d+$/s.test(incident))
    throw new RangeError(`invalid incident: ${shown(incident)}; it is entity/role/hour`);
  return {
    format: "atalaya-incident-verdict/1",
    file: digestField(fields, "file"),
    incident,
    verdict: verdictField(fields),
    note: given("note", (name) => textField(fields, name, verdictLimits.note)) ?? "",
    by: given("by", (name) => textField(fields, name, verdictLimits.by)) ?? "",
    at: timeField(fields, "at"),
    evaluation: given("evaluation", (name) => digestField(fields, name)),
    name: given("name", (name) => textField(fields, name, 300)),
    events: given("events", (name) =>
      numberField(fields, name, {least: 0, most: Number.MAX_SAFE_INTEGER, whole: true})
    )
  };
}

function verdictField(fields: Readonly<Record<string, unknown>>): VerdictName {
  const verdict = verdictNames.find((name) => name === fields.verdict);
  if (verdict) return verdict;
  throw new RangeError(
    `invalid verdict: ${shown(fields.verdict)}; try one of ${verdictNames.join(", ")}`
  );
}

function digestField(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = textField(fields, name, 64);
  if (/^[0-9a-f]{64}$/.test(value)) return value;
  throw new RangeError(`invalid ${name}: ${shown(value)}; it is a SHA-256, 64 hexadecimal digits`);
}
