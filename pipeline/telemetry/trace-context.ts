import {createHash} from "node:crypto";

/** The ids of a span: 32 and 16 hexadecimal digits, not all zeros. */
export interface SpanIds {
  traceId: string;
  spanId: string;
}

/**
 * Returns the ids of the span of the run called *run*, or of a *part* of it. They follow from the names, so that every process that
 * works for a run adds to the same trace, and whoever has a line of the log finds it.
 */
export function spanIdsOf(run: string, part?: string): SpanIds {
  return {
    traceId: digits(`atalaya/run/${run}`, 32),
    spanId: digits(`atalaya/run/${run}/span/${part ?? ""}`, 16)
  };
}

/** Returns the W3C trace context of the span of the run called *run*, or of its *phase*: the value of a `traceparent` of tasks. */
export function traceparentOf(run: string, phase?: string): string {
  return formatTraceparent(spanIdsOf(run, phase));
}

/** Returns *ids* as a `traceparent` (W3C Trace Context, level 1); sampled by default. */
export function formatTraceparent({traceId, spanId}: SpanIds, isSampled = true): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** Returns what the *traceparent* says; undefined if it is invalid. */
export function maybeTraceparent(
  traceparent: string
): (SpanIds & {isSampled: boolean}) | undefined {
  const [, version, traceId, spanId, flags] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  if (flags === undefined || version === "ff" || /^0+$/.test(traceId) || /^0+$/.test(spanId))
    return undefined;
  return {traceId, spanId, isSampled: (parseInt(flags, 16) & 1) === 1};
}

function digits(name: string, length: number): string {
  return createHash("sha256").update(name, "utf8").digest("hex").slice(0, length);
}
