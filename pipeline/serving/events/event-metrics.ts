import {Counter, Gauge} from "prom-client";
import type {Registry} from "prom-client";

/** What became of a line. */
export const outcomes = ["accepted", "late", "skipped", "rejected"] as const;

/** What became of a line: scored; its window was closed; a record that has no score; not an event, or no memory for it. */
export type Outcome = (typeof outcomes)[number];

/** The sizes that metrics show. */
export interface EventGauges {
  openWindows: number;
  stateBytes: number;

  /** How far the watermark is behind the clock, in seconds; null before the first event. */
  lagSeconds: number | null;
}

/** The metrics of live scoring. */
export interface EventMetrics {
  count(outcome: Outcome, lines?: number): void;

  /** Counts final scores, and those that were removed. */
  final(scores: number): void;
  dropped(scores: number): void;
}

/** Registers the metrics of live scoring, each at zero, on *registry*; sizes are asked for as they are collected. */
export function eventMetrics(registry: Registry, gauges: () => EventGauges): EventMetrics {
  const registers = [registry];
  const events = new Counter({
    name: "atalaya_events_total",
    help: "Lines by what became of them.",
    labelNames: ["outcome"],
    registers
  });
  for (const outcome of outcomes) events.inc({outcome}, 0);
  const late = new Counter({
    name: "atalaya_events_late_total",
    help: "Events whose window was closed when they came.",
    registers
  });
  const finals = new Counter({
    name: "atalaya_events_final_total",
    help: "Final scores of closed windows.",
    registers
  });
  const dropped = new Counter({
    name: "atalaya_events_final_dropped_total",
    help: "Final scores that were removed to bound the disk.",
    registers
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      }
    });
  gauge("atalaya_events_open_windows", "Windows whose events are still coming.", () => gauges().openWindows); // prettier-ignore
  gauge("atalaya_events_state_bytes", "Memory of open windows, about.", () => gauges().stateBytes);
  gauge("atalaya_events_lag_seconds", "Seconds that the watermark is behind the clock; 0 before the first event.", () => gauges().lagSeconds ?? 0); // prettier-ignore
  return {
    count(outcome, lines = 1) {
      events.inc({outcome}, lines);
      if (outcome === "late") late.inc(lines);
    },
    final: (scores) => finals.inc(scores),
    dropped: (scores) => dropped.inc(scores)
  };
}
