import {withoutSecrets} from "../config/secret.js";

/** How severe a line of the log is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line of the log is about, beside its message. Others than these are allowed: numbers, flags and short texts. */
export interface LogFields {
  run?: string;
  phase?: string;
  task?: string;
  worker?: string;
  feed?: string;
  [name: string]: string | number | boolean | null | undefined;
}

/** A log. Texts may come from whoever sends traffic: they are truncated, and their control characters are escaped. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;

  /** Returns a log whose lines carry *fields*, too. */
  with(fields: LogFields): Log;
}

/** What a log is written to. */
export interface LogStream {
  write(text: string): unknown;
}

/** The least severe level that is written; defaults to `info`. The clock returns the time in UTC. */
export interface LogOptions {
  level?: LogLevel;
  now?(): Date;
}

const levels: Readonly<Record<LogLevel, number>> = {debug: 0, info: 1, warn: 2, error: 3};

/** The longest message and the longest text of a field, in characters; what follows is truncated. */
const maxMessageLength = 8_000;
const maxFieldLength = 1_000;

/** The most fields of a line. */
const maxFields = 40;

/** The names that every line has; a field of such a name is written with a line below. */
const ownNames = ["time", "level", "message"];

/**
 * Returns a log that writes JSON to *stream*, one object a line: `time` (ISO 8601, UTC), `level`, `message`, and the
 * fields. No secret that this process has read is written, and no control character.
 */
export function jsonLog(stream: LogStream, options: LogOptions = {}): Log {
  const {now = () => new Date()} = options;
  return logBy(options.level, {}, (level, message, fields) => {
    const line = {time: now().toISOString(), level, message: clean(message, maxMessageLength)};
    stream.write(`${escaped(JSON.stringify({...line, ...cleanFields(fields)}))}\n`);
  });
}

/** Returns a log that writes lines for people to *stream*: the message, and the fields in brackets. */
export function textLog(stream: LogStream, options: LogOptions = {}): Log {
  return logBy(options.level, {}, (level, message, fields) => {
    const named = Object.entries(cleanFields(fields)).map(([name, value]) => `${name}=${value}`);
    const about = named.length > 0 ? ` (${named.join(", ")})` : "";
    const mark = level === "info" ? "" : level === "warn" ? "warning: " : `${level}: `;
    const text = `${mark}${clean(message, maxMessageLength)}${about}`;
    stream.write(`${text.replace(unprintable, (one) => escapeOf(one, "\\x"))}\n`);
  });
}

/** Returns a log that writes nothing. */
export function noLog(): Log {
  return logBy("error", {}, () => {});
}

type Write = (level: LogLevel, message: string, fields: LogFields) => void;

function logBy(least: LogLevel = "info", own: LogFields, write: Write): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (levels[level] >= levels[least]) write(level, message, {...own, ...fields});
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (fields) => logBy(least, {...own, ...fields}, write)
  };
}

function cleanFields(fields: LogFields): LogFields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.slice(0, maxFields).map(([name, value]) => {
      const key = ownNames.includes(name) ? `${name}_` : clean(name, maxFieldLength);
      return [key, typeof value === "string" ? clean(value, maxFieldLength) : value];
    })
  );
}

/** Returns *text* without secrets, truncated afterwards: half a secret is one, too. */
function clean(text: string, maxLength: number): string {
  const safe = withoutSecrets(text);
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe;
}

/** Control characters, and those that change the direction or the lines of a text. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g; // prettier-ignore

/** JSON escapes those below U+0020 by itself; a reader gets the others as they were, and a terminal does not. */
function escaped(json: string): string {
  return json.replace(unprintable, (one) => escapeOf(one, "\\u"));
}

function escapeOf(character: string, short: "\\x" | "\\u"): string {
  const code = character.charCodeAt(0);
  return short === "\\x" && code < 256
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
