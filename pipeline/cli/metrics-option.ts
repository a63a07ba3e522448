import type {Command, OptionValues} from "./commands/command.js";
import {maybeInteger} from "./option-values.js";

/** The options that say where a long-running command serves its metrics, for those that do. */
export const metricsOptions: Command["options"] = {
  "metrics-port": {type: "string"},
  "metrics-host": {type: "string"}
};

/** Their help. */
export const metricsHelp: Command["optionHelp"] = [
  ["--metrics-port N", "serve /metrics and /health/live|ready on a port; 0 for any"],
  ["--metrics-host NAME", "the name or address to serve them on (127.0.0.1)"]
];

/** Where metrics are served. */
export interface MetricsPlace {
  port: number;
  host?: string;
}

/** Returns where to serve metrics; null if no port is given. Throws a UsageError if it is none. */
export function maybeMetricsPlace(values: OptionValues): MetricsPlace | null {
  const port = maybeInteger(values, "metrics-port", {min: 0, max: 65_535});
  const {"metrics-host": host} = values as {"metrics-host"?: string};
  return port === undefined ? null : {port, host};
}

/** Returns the label of the feed that a command is for: the value of --feed, or `default`. */
export function feedLabel({feed}: OptionValues): string {
  return typeof feed === "string" ? feed : "default";
}
