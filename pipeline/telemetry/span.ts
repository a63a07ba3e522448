import {errorMessage} from "../../src/core/error-message.js";
import {withoutSecrets} from "../config/secret.js";
import type {SpanIds} from "./trace-context.js";

/** What is known of a span: numbers, flags and short texts, by name; undefined ones are omitted. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a span begins with. */
export interface SpanStart {
  name: string;

  /** Its own ids, where others are to find it; defaults to random ones. */
  ids?: SpanIds;

  /** The `traceparent` of the span that it is a part of; defaults to none. */
  traceparent?: string;

  attributes?: SpanAttributes;

  /** When it begins; defaults to now. */
  at?: Date;
}

/** What a span ends with. */
export interface SpanEnd {
  at?: Date;
  attributes?: SpanAttributes;

  /** Why what it is of failed; absent if it did not. */
  error?: unknown;
}

/** A span that has begun. */
export interface TracedSpan {
  /** The `traceparent` of its parts. */
  traceparent: string;

  /** Ends it; a second call does nothing. */
  end(end?: SpanEnd): void;
}

/** A sender of spans. Whatever becomes of them changes nothing of the work, and costs no time beyond some milliseconds. */
export interface Tracing {
  start(start: SpanStart): TracedSpan;

  /** Sends what has ended, and waits two seconds at most; never rejects. */
  flush(): Promise<void>;

  /** Flushes, and ends; warns, once, if spans were not delivered. */
  close(): Promise<void>;
}

/** The longest text of an attribute and of an error, in characters. */
const maxTextLength = 1_000;

/** Returns *attributes* as they are sent: without secrets, texts truncated. */
export function cleanAttributes(attributes: SpanAttributes = {}) {
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    known.map(([name, value]) => [name, typeof value === "string" ? cleanText(value) : value])
  ) as Record<string, string | number | boolean>;
}

/** Returns the message of *error* as it is sent. */
export function cleanError(error: unknown): string {
  return cleanText(errorMessage(error));
}

function cleanText(text: string): string {
  const safe = withoutSecrets(text);
  return safe.length > maxTextLength ? `${safe.slice(0, maxTextLength)}…` : safe;
}
