import {failedStates} from "../features/list.js";
import type {WindowCount} from "../features/flows.js";
import {eventTable} from "../readers/events/table.js";
import type {EventTable} from "../readers/events/table.js";
import {eventFields} from "../readers/fields.js";
import type {EventValue} from "../readers/reader.js";
import {runningCounts} from "./running-counts.js";
import type {RunningCounts} from "./running-counts.js";

/** The length of a window, in microseconds; windows are aligned to midnight UTC. */
export const windowMicros = 300_000_000;

/** A window of five minutes whose events are still coming. */
export interface OpenWindow {
  /** The number of the window: its first microsecond since 1970, over the length of a window. */
  readonly number: number;

  /** Its events, in the order in which they came; `line` has no meaning. Labels and histories are not kept. */
  readonly table: EventTable;

  /** The number that each event was given, and the bytes that its source sent with headers; NaN is null. */
  readonly ids: Float64Array;
  readonly ipBytes: Float64Array;

  /** How many of its events were rejected because there was no memory for them, or are not known since a restart. */
  missing: number;

  /** The number of its sources, of pairs of source and destination, and of those with a port. */
  readonly sources: number;
  readonly targets: number;
  readonly pairs: number;

  /** About how many bytes of memory it takes. */
  readonly bytes: number;

  /** Adds an event, the values of a reader; returns its counts so far, which the next one overwrites. */
  add(id: number, values: readonly EventValue[]): Readonly<Record<WindowCount, number>>;
}

const slotOf = (column: string): number =>
  eventFields.find((field) => field.column === column)!.slot;
const ipBytesSlot = slotOf("orig_ip_bytes");

/** Fields that no feature and no evidence is made from: their texts would be kept for nothing. */
const unused = ["history", "label", "detailed_label", "technique"].map(slotOf);

const firstCapacity = 256;
const [bytesPerEvent, bytesPerText] = [130, 90];

/** Returns the window *number* with no event. */
export function openWindow(number: number, missing = 0): OpenWindow {
  const table = eventTable(firstCapacity);
  const counts: RunningCounts = runningCounts();
  const failed: boolean[] = [];
  let ids = new Float64Array(firstCapacity);
  let ipBytes = new Float64Array(firstCapacity);
  const kept: EventValue[] = [];
  const isFailed = (state: number): boolean => {
    const {texts} = table.texts.conn_state;
    for (let i = failed.length; i < texts.length; ++i) failed.push(failedStates.includes(texts[i]));
    return failed[state];
  };
  return {
    number,
    table,
    missing,
    get ids() {
      return ids;
    },
    get ipBytes() {
      return ipBytes;
    },
    get sources() {
      return table.texts.src.texts.length - 1;
    },
    get targets() {
      return counts.targets;
    },
    get pairs() {
      return counts.pairs;
    },
    get bytes() {
      const texts = Object.values(table.texts).reduce((sum, {texts}) => sum + texts.length, 0);
      return bytesPerEvent * table.line.length + bytesPerText * texts + counts.bytes + ids.byteLength; // prettier-ignore
    },
    add(id, values) {
      const i = table.rows;
      if (i === ids.length) [ids, ipBytes] = [longer(ids), longer(ipBytes)];
      for (let k = 0; k < values.length; ++k) kept[k] = values[k];
      for (const slot of unused) kept[slot] = null;
      table.add(kept, 0, 0);
      ids[i] = id;
      const bytes = values[ipBytesSlot];
      ipBytes[i] = bytes === null ? NaN : Number(bytes);
      const port = table.numbers.dst_port[i];
      return counts.add({
        src: table.codes.src[i],
        dst: table.codes.dst[i],
        port: Number.isNaN(port) ? 0 : port + 1,
        failed: isFailed(table.codes.conn_state[i])
      });
    }
  };
}

function longer(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
