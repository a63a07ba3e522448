/** How severe a hit of a Sigma rule is, the least severe first. */
export const levels = ["informational", "low", "medium", "high", "critical"] as const;

export type Level = (typeof levels)[number];

export const correlationTypes = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile"
] as const;

export type CorrelationType = (typeof correlationTypes)[number];

/** How a number compares with another. */
export type Comparison = "lt" | "lte" | "gt" | "gte" | "eq" | "neq";
