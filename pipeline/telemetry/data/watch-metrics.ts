import type {Settings} from "../../config/settings.js";
import {openMetricsServer} from "../metrics-server.js";
import {openRegistry} from "../registry.js";
import {dataMetrics} from "./data-metrics.js";
import {readDataFacts} from "./read-data-facts.js";

/** The metrics of a process that makes the runs of a feed itself: it says when they are to be read. */
export interface WatchMetrics {
  address: string;
  refresh(): Promise<void>;
}

/** Serves the metrics of the data of *feed*, and reads them once; rejects with a UsageError if it cannot listen there. */
export async function watchMetrics(
  settings: Settings,
  feed: string,
  place: {port: number; host?: string}
): Promise<WatchMetrics> {
  const registry = openRegistry();
  const {refresh} = dataMetrics(registry, feed, () => readDataFacts(settings));
  const {address} = await openMetricsServer({registry, ...place});
  await refresh();
  return {address, refresh};
}
