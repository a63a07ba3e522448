import type {Provenance} from "../../core/schema/published.js";

/** How many digits of a digest name an evaluation. */
const digits = 16;

/**
 * Returns commands that make the numbers of an evaluation again, to be run where its workspace is: from the bytes that it
 * has kept, wherever the log is now; then *more*, in which `RUN` stands for the evaluation. A comment names the command
 * that reads the log itself.
 */
export function reproduceCommand({artifacts, command}: Provenance, more?: string): string {
  const key = artifacts.evaluation.slice(0, digits);
  const next = more ? ` && ${more.replaceAll("RUN", key)}` : "";
  return `atalaya reproduce ${key}${next}\n# or, in the folder of the log: ${command}`;
}

/** The command that prints the incidents of an evaluation, for `reproduceCommand`. */
export const incidentsCommand = "atalaya incidents --run RUN --json";
