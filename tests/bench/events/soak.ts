import {syntheticFeed} from "../../../pipeline/ingestion/synthetic/feed.js";
import {settle} from "./replay.js";
import type {ScoringProcess} from "./scoring-process.js";

/** How many events to send. */
export interface SoakOptions {
  events: number;

  /** The events a day that they stand for: their windows hold 1/288 of that. */
  rate: number;
  reasonsFrom: number;
}

const batchLines = 2_000;

/** Sends so many events of the synthetic feed, one request after the other; returns the speed, and the memory after each tenth. */
export async function soak(
  scoring: ScoringProcess,
  {events, rate, reasonsFrom}: SoakOptions
): Promise<object> {
  const days = Math.min(365, Math.max(1, Math.round(events / rate)));
  const memory: {events: number; bytes: number}[] = [];
  const begun = performance.now();
  let [sent, rest, rejected] = [0, "", 0];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const response = await scoring.post(batch.join("\n"), `?source=soak&reasonsFrom=${reasonsFrom}`); // prettier-ignore
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    rejected += Number(/"rejected":(\d+)/.exec(text)![1]) + Number(/"late":(\d+)/.exec(text)![1]);
    sent += batch.length;
    batch = [];
    if (sent >= (memory.length + 1) * (events / 10)) memory.push({events: sent, bytes: scoring.memory()}); // prettier-ignore
  };
  for (const bytes of syntheticFeed({flows: events, days})) {
    const lines = (rest + Buffer.from(bytes).toString("utf8")).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      batch.push(line);
      if (batch.length === batchLines) await flush();
    }
  }
  if (batch.length > 0) await flush();
  const seconds = (performance.now() - begun) / 1000;
  await settle(scoring);
  const {counts} = await scoring.get<{counts: object}>("/events/status");
  return {days, events, counts, rejected_or_late: rejected, seconds: Math.round(seconds), events_per_second: Math.round(events / seconds), memory}; // prettier-ignore
}
