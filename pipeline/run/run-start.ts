import type {RunStart} from "../audit/audit.js";
import {readVersion} from "../config/package.js";
import {commandOf, parametersOf} from "./request.js";
import type {RunRequest} from "./request.js";

/** Returns the beginning of a run of *request*, now; of the feed *feed*, if any. */
export function startOf(
  request: RunRequest,
  {now, suffix}: {now(): Date; suffix(): string},
  feed: string | null = null
): RunStart {
  const startedAt = now();
  return {
    run: runName(startedAt, suffix()),
    command: commandOf(request, feed),
    codeVersion: readVersion(),
    parameters: parametersOf(request),
    startedAt
  };
}

/** Returns the name of a run that began *at* a time; e.g., `20261123-130442-7f3a`. */
export function runName(at: Date, suffix: string): string {
  const digits = at.toISOString().replace(/\D/g, "");
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${suffix}`;
}
