import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";

/** How what a command reports is written on standard error: for people, or as one JSON object a line. */
export type LogFormat = "text" | "json";

/**
 * Returns the format that *option*, the value of --log, asks for, or else the variable ATALAYA_LOG of *env*; text if neither is
 * set. Throws a UsageError if it is neither.
 */
export function readLogFormat(
  option: string | undefined,
  env: Environment = process.env
): LogFormat {
  const text = option || env.ATALAYA_LOG || "text";
  if (text === "text" || text === "json") return text;
  throw new UsageError(`invalid ${option ? "--log" : "ATALAYA_LOG"}: ${text}; try text or json`);
}
