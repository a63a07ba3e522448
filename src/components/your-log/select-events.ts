import type {NumberColumn, TextColumn} from "../../core/readers/events/table.js";
import type {ExploreView} from "../../core/explore/view.js";
import type {RanksRequest} from "../explore/explore-events.js";
import type {Filters} from "../explore/filter-state.js";
import type {ScoredLog} from "./event-rows.js";

/** A scored log, and its columns for Explore. */
export interface ExploredLog {
  log: ScoredLog;
  view: ExploreView;
}

/** Returns which events meet *filters*, by rank, as ones: as the SQL of Explore does. */
export function selectedMask({log, view}: ExploredLog, filters: Filters): Uint8Array {
  const {order, scores} = log;
  const mask = new Uint8Array(order.length).fill(1);
  const keepOnly = (passes: (rank: number) => boolean): void => {
    for (let i = 0; i < mask.length; ++i) if (mask[i] === 1 && !passes(i)) mask[i] = 0;
  };
  for (const [name, [first, last]] of Object.entries(filters.ranges)) {
    const codes = view.codes[name];
    keepOnly((i) => codes[i] >= first && codes[i] <= last);
  }
  for (const [name, picked] of Object.entries(filters.picks)) {
    if (picked.length === 0) continue;
    const wanted = new Set(picked);
    keepOnly((i) => wanted.has(valueOf(log, name, order[i])));
  }
  if (filters.host !== "") keepOnly(hostTest(log, filters.host));
  const {min} = filters;
  if (min !== null) keepOnly((i) => scores[order[i]] >= min);
  return mask;
}

/** Returns the ranks of rows of a selection in an order; equals in the order of rank, missing values last. */
export function sortedRanks(
  explored: ExploredLog,
  {filters, offset, limit, sort}: Omit<RanksRequest, "total">
): number[] {
  const mask = selectedMask(explored, filters);
  const ranks = Array.from(mask.keys()).filter((i) => mask[i] === 1);
  const compare = comparison(explored.log, sort.column);
  const sign = sort.descending ? -1 : 1;
  const {order} = explored.log;
  ranks.sort((a, b) => compare(order[a], order[b], sign) || a - b);
  return ranks.slice(offset, offset + limit).map((i) => i + 1);
}

/** Returns the ranks of the most anomalous events that meet *filters*, at most *max* of them. */
export function mostAnomalousRanks(explored: ExploredLog, filters: Filters, max: number): number[] {
  const mask = selectedMask(explored, filters);
  const ranks: number[] = [];
  for (let i = 0; i < mask.length && ranks.length < max; ++i) if (mask[i] === 1) ranks.push(i + 1);
  return ranks;
}

const columns: Readonly<Record<string, string>> = {port: "dst_port", state: "conn_state"};

function valueOf(log: ScoredLog, name: string, event: number): string | null {
  if (name === "label") return textOf(log, "detailed_label", event) ?? textOf(log, "label", event);
  if (name !== "port") return textOf(log, columns[name] ?? name, event);
  const port = log.logs.table.numbers.dst_port[event];
  return Number.isNaN(port) ? null : String(port);
}

function textOf({logs: {table}}: ScoredLog, name: string, event: number): string | null {
  const code = table.codes[name as TextColumn][event];
  return code === 0 ? null : table.texts[name as TextColumn].texts[code];
}

/** Returns a test of the addresses of an event, which compares each address once. */
function hostTest({logs: {table}, order}: ScoredLog, host: string): (rank: number) => boolean {
  const piece = host.toLowerCase();
  const matches = (name: "src" | "dst") =>
    Uint8Array.from(table.texts[name].texts, (text) => Number(text.toLowerCase().includes(piece)));
  const [src, dst] = [matches("src"), matches("dst")];
  const {codes} = table;
  return (i) => src[codes.src[order[i]]] === 1 || dst[codes.dst[order[i]]] === 1;
}

function comparison(
  log: ScoredLog,
  sorted: string
): (a: number, b: number, sign: number) => number {
  const name = columns[sorted] ?? sorted;
  const {table} = log.logs;
  const numbers = name === "score" ? log.scores : table.numbers[name as NumberColumn];
  if (numbers) {
    return (a, b, sign) => {
      const [x, y] = [numbers[a], numbers[b]];
      if (Number.isNaN(x) || Number.isNaN(y))
        return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * (x - y);
    };
  }
  return (a, b, sign) => {
    const [x, y] = [textOf(log, name, a), textOf(log, name, b)];
    if (x === y) return 0;
    if (x === null || y === null) return x === null ? 1 : -1;
    return x < y ? -sign : sign;
  };
}
