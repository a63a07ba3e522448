import type {Metrics, Today} from "../schema/published.js";

/** Returns the metrics of the events after training if they have labels of both kinds, else of all. */
export function fairest(metrics: readonly Metrics[]): Metrics | undefined {
  const test = metrics.find(({window, ap}) => window === "test" && ap !== null);
  return test ?? metrics.find(({window}) => window === "all") ?? metrics[0];
}

/** Returns the metrics of the model that alerts: of the events after training if they are labelled, else of all. */
export function labelledMetrics({metrics}: Pick<Today, "metrics">): Metrics | null {
  const model = metrics[0]?.model;
  const of = (window: Metrics["window"]) =>
    metrics.find((m) => m.model === model && m.window === window);
  const test = of("test");
  return (test?.labelled ? test : of("all")) ?? null;
}
