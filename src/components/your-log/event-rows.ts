import {numberColumns, textColumns} from "../../core/readers/events/table.js";
import type {EventTable, NumberColumn, TextColumn} from "../../core/readers/events/table.js";
import {writeFeature} from "../../core/features/compute.js";
import type {Flows} from "../../core/features/flows.js";
import {features, windowColumns} from "../../core/features/list.js";
import {attackOf} from "../../core/schema/labels.js";
import type {Matrix} from "../../core/forest/types.js";
import type {EventRow} from "../../core/schema/published.js";
import type {ReadLogs} from "./read-logs.js";
import type {PlainRow} from "./messages.js";

/** A scored log in the memory of the worker. */
export interface ScoredLog {
  logs: ReadLogs;
  flows: Flows;
  matrix: Matrix;
  scores: Float64Array;
  /** The events by rank: order[0] is the most anomalous; equal scores in the order of the log. */
  order: Uint32Array;
}

/** An event as small tables show it; without the identity that verdicts need across runs. */
type ShownEvent = Omit<EventRow, "identity">;

/** Returns an event as small tables show it. */
export function eventRow({logs, scores}: ScoredLog, event: number): ShownEvent {
  const {table} = logs;
  const number = (name: NumberColumn) => numberOf(table, name, event);
  const text = (name: TextColumn) => textOf(table, name, event);
  return {
    event,
    time: table.numbers.time[event] / 1000,
    src: text("src") ?? "",
    srcPort: number("src_port"),
    dst: text("dst") ?? "",
    dstPort: number("dst_port"),
    proto: text("proto"),
    service: text("service"),
    state: text("conn_state"),
    duration: number("duration"),
    origBytes: number("orig_bytes"),
    respBytes: number("resp_bytes"),
    score: scores[event],
    label: text("label")
  };
}

/**
 * Returns the columns of the table `events` for an event: its fields, score, label, file and line, counts and
 * features; times in ms since the epoch, UTC.
 */
export function fullRow(log: ScoredLog, event: number, rank: number): PlainRow {
  const {table} = log.logs;
  const row: PlainRow = {rank, event_id: event};
  for (const name of numberColumns) row[name] = numberOf(table, name, event);
  for (const name of textColumns) row[name] = textOf(table, name, event);
  row.time = table.numbers.time[event] / 1000;
  row.score = log.scores[event];
  row.attack = attackOf(textOf(table, "label", event));
  row.file = table.file[event];
  row.line = table.line[event];
  for (const name of windowColumns) row[name] = countOf(log.flows, name, event);
  const one = flowAt(log.flows, event);
  const into = new Float32Array(1);
  for (const {name} of features) {
    writeFeature(name, one, {into, offset: 0, stride: 1});
    row[name] = into[0];
  }
  return row;
}

function numberOf({numbers}: EventTable, name: NumberColumn, event: number): number | null {
  const value = numbers[name][event];
  return Number.isNaN(value) ? null : value;
}

function textOf({codes, texts}: EventTable, name: TextColumn, event: number): string | null {
  const code = codes[name][event];
  return code === 0 ? null : texts[name].texts[code];
}

function countOf({window}: Flows, name: string, event: number): number {
  return window[name as keyof Flows["window"]][event];
}

/** Returns the flows of one event alone, as views: its counts are those of the complete log. */
function flowAt(flows: Flows, event: number): Flows {
  const at = <T extends {subarray(from: number, until: number): T}>(values: T) =>
    values.subarray(event, event + 1);
  const {window} = flows;
  return {
    rows: 1,
    time: at(flows.time),
    duration: at(flows.duration),
    bytesOut: at(flows.bytesOut),
    bytesIn: at(flows.bytesIn),
    packetsOut: at(flows.packetsOut),
    packetsIn: at(flows.packetsIn),
    portClass: at(flows.portClass),
    direction: at(flows.direction),
    connState: at(flows.connState),
    window: {
      src_flows_5m: at(window.src_flows_5m),
      src_distinct_dst_5m: at(window.src_distinct_dst_5m),
      src_distinct_ports_5m: at(window.src_distinct_ports_5m),
      src_failed_5m: at(window.src_failed_5m),
      pair_flows_5m: at(window.pair_flows_5m)
    }
  };
}
