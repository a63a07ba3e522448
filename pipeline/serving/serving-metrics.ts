import {Counter, Gauge, Histogram, Registry} from "prom-client";

/** The metrics of a scoring service, and the registry that holds them and what else is measured beside. */
export interface ServingMetrics {
  registry: Registry;

  /** Requests by route, as it is declared, and status code. */
  requests: Counter<"route" | "code">;

  /** The seconds from the headers of a request to the end of the response, by route. */
  seconds: Histogram<"route">;

  /** Rows scored, by the name of the model. */
  rows: Counter<"model">;

  /** When the model that answers was loaded, in seconds since 1970. */
  loaded: Gauge<"model" | "version">;

  /** Versions that could not be loaded, attempt by attempt. */
  reloadFailures: Counter<"model">;

  /** The score of the shadow less that of the model that answered, row by row. */
  shadowDifference: Histogram<"model" | "shadow">;

  /** Rows that the shadow scored, and those that it did not, since it was behind. */
  shadowRows: Counter<"model" | "shadow" | "outcome">;

  /** Requests that were rejected before they were scored, by reason. */
  rejected: Counter<"reason">;
}

const shares = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

/** Returns the metrics of a service, each at zero, on *registry*. */
export function createServingMetrics(registry = new Registry()): ServingMetrics {
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "atalaya_scorer_requests_total",
      help: "Requests by route and status code.",
      labelNames: ["route", "code"],
      registers
    }),
    seconds: new Histogram({
      name: "atalaya_scorer_request_seconds",
      help: "Seconds from the headers of a request to the end of its response.",
      labelNames: ["route"],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers
    }),
    rows: new Counter({
      name: "atalaya_scorer_rows_total",
      help: "Rows scored by the model that answered.",
      labelNames: ["model"],
      registers
    }),
    loaded: new Gauge({
      name: "atalaya_scorer_model_loaded_timestamp_seconds",
      help: "When the version that answers was loaded, in seconds since 1970.",
      labelNames: ["model", "version"],
      registers
    }),
    reloadFailures: new Counter({
      name: "atalaya_scorer_reload_failures_total",
      help: "Attempts to load a version that failed; the one before goes on answering.",
      labelNames: ["model"],
      registers
    }),
    shadowDifference: new Histogram({
      name: "atalaya_scorer_shadow_difference",
      help: "Score of the shadow less the score that was answered.",
      labelNames: ["model", "shadow"],
      buckets: [...shares.toReversed().map((share) => -share), 0, ...shares],
      registers
    }),
    shadowRows: new Counter({
      name: "atalaya_scorer_shadow_rows_total",
      help: "Rows that the shadow scored, or skipped since it was behind.",
      labelNames: ["model", "shadow", "outcome"],
      registers
    }),
    rejected: new Counter({
      name: "atalaya_scorer_rejected_total",
      help: "Requests that were rejected before anything was scored, by reason.",
      labelNames: ["reason"],
      registers
    })
  };
}
