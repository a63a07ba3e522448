import type {EventTable} from "../readers/events/table.js";
import type {PublishedDimension, PublishedList} from "../schema/explore.js";
import {binOf, logEdges, scoreEdges, timeEdges} from "./bins.js";
import {listCodes} from "./list-codes.js";

/** Scored events in memory; order[0] is the event of rank 1. */
interface RankedEvents {
  table: EventTable;
  scores: Float64Array;
  order: Uint32Array;
}

/** The data of Explore: as in the tables `explore` and `explore_values`, and its first view. */
export interface ExploreView {
  dimensions: PublishedDimension[];
  lists: PublishedList[];

  /** The bin or code of each event in each dimension and list, in the order of rank. */
  codes: Record<string, Uint8Array | Uint16Array>;

  /** The values of each list by their codes; null is a missing one. */
  values: Record<string, (string | null)[]>;
}

const shownValues = 16;

/** Returns the data of Explore for events in memory; *threshold* is an edge of a bin of the score. */
export function exploreView(events: RankedEvents, threshold: number): ExploreView {
  const {numbers} = events.table;
  const time = (i: number) => Math.floor(numbers.time[i] / 1000);
  const score = (i: number) => events.scores[i];
  const view: ExploreView = {dimensions: [], lists: [], codes: {}, values: {}};
  const add = (
    shape: Omit<PublishedDimension, "edges" | "counts">,
    valueOf: (event: number) => number,
    edgesOf: (extent: {min: number; max: number}) => number[]
  ): void => {
    const edges = edgesOf(extentOf(events.table.rows, valueOf));
    const {codes, counts} = binned(events.order, edges, valueOf);
    view.dimensions.push({...shape, edges, counts});
    view.codes[shape.name] = codes;
  };
  const log =
    (lowest: number) =>
    ({max}: {max: number}) =>
      logEdges(max, lowest);
  const column = (name: "orig_bytes" | "resp_bytes" | "duration") => (i: number) =>
    numbers[name][i];
  add({name: "time", column: "time", label: "time", kind: "time"}, time, timeEdges);
  add({name: "score", column: "score", label: "score", kind: "score"}, score, (extent) =>
    scoreEdges(extent, threshold)
  );
  add(
    {name: "out", column: "orig_bytes", label: "bytes out", kind: "bytes"},
    column("orig_bytes"),
    log(0)
  );
  add(
    {name: "in", column: "resp_bytes", label: "bytes in", kind: "bytes"},
    column("resp_bytes"),
    log(0)
  );
  add(
    {name: "duration", column: "duration", label: "duration", kind: "seconds"},
    column("duration"),
    log(-4)
  );
  for (const [name, {codes, values, counts}] of Object.entries(listCodes(events))) {
    const shown = values
      .slice(0, shownValues)
      .map((value, i): [string | null, number] => [value, counts[i]]);
    view.lists.push({name, distinct: counts.length, values: shown});
    view.codes[name] = codes;
    view.values[name] = values;
  }
  return view;
}

function extentOf(rows: number, valueOf: (event: number) => number): {min: number; max: number} {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < rows; ++i) {
    const value = valueOf(i);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? {min, max} : {min: 0, max: 0};
}

function binned(
  order: Uint32Array,
  edges: readonly number[],
  valueOf: (event: number) => number
): {codes: Uint8Array; counts: number[]} {
  const codes = new Uint8Array(order.length);
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (let rank = 0; rank < order.length; ++rank) {
    const bin = binOf(valueOf(order[rank]), edges);
    codes[rank] = bin;
    if (bin < counts.length) ++counts[bin];
  }
  return {codes, counts};
}
