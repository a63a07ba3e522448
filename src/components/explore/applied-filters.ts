import type {CrossFilter} from "../../core/explore/cross-filter.js";
import {maxCodes} from "../../core/explore/lists.js";
import type {ExploreColumns} from "./read-columns.js";
import type {Dimension} from "./dimensions.js";
import type {ExploreEvents} from "./explore-events.js";
import type {Filters} from "./filter-state.js";
import {filterNames, noFilters, sameFilter} from "./filter-state.js";

/** Filters that are no code of a column have a mask each: an address, a minimum score, hidden events, rare values. */
const slots = {host: 0, min: 1, hidden: 2, rare: 3} as const;

/** The number of rows that are prepared at a time: some 8 ms. */
const slice = 200_000;

/** Filters, applied to the columns. */
export interface AppliedFilters {
  /** Prepares for filters on a dimension to change quickly. */
  approach(name: string): void;

  /**
   * Applies the filters that have changed. Bins and codes apply at once; the promise resolves when the rest,
   * which must be looked up, applies too, or is superseded.
   */
  apply(filters: Filters): Promise<void>;
}

/** The data that filters are applied to. */
interface Applying {
  events: ExploreEvents;
  columns: ExploreColumns;
  dimensions: readonly Dimension[];
}

/** Returns filters over *columns*; at first none is applied. */
export function appliedFilters({events, columns, dimensions}: Applying): AppliedFilters {
  const {filter, index, values} = columns;
  const names = filterNames(dimensions);
  const isDimension = (name: string) => dimensions.some((dimension) => dimension.name === name);
  const versions: number[] = [];
  let applied: Filters | null = null;

  async function applyMask(slot: number, read: Promise<Uint8Array> | null): Promise<void> {
    const version = (versions[slot] = (versions[slot] ?? 0) + 1);
    const mask = await read;
    if (version === versions[slot]) filter.setMask(slot, mask);
  }

  /** Applies picks as codes, and returns whether one of them has no code of its own. */
  function applyPicks(name: string, picked: readonly (string | null)[]): boolean {
    const known = values.get(name) ?? [];
    const codes = picked.map((value) => known.indexOf(value));
    const rare = known.length >= maxCodes && codes.includes(-1);
    filter.setCodes(index.get(name)!, picked.length && !rare ? keepOnly(codes) : null);
    return rare;
  }

  const rarePicks = new Map<string, (string | null)[]>();

  async function applyOne(name: string, filters: Filters): Promise<void> {
    if (name === "host" || name === "min") {
      const only = {...noFilters(), [name]: filters[name]};
      return applyMask(slots[name], isSet(name, filters) ? events.mask(only, filter.rows) : null);
    }
    const range = filters.ranges[name];
    if (isDimension(name))
      return filter.setCodes(index.get(name)!, range ? keepRange(range) : null);
    const rare = applyPicks(name, filters.picks[name] ?? []);
    if (!rare && !rarePicks.delete(name)) return;
    if (rare) rarePicks.set(name, filters.picks[name]);
    const only = {...noFilters(), picks: Object.fromEntries(rarePicks)};
    return applyMask(slots.rare, rarePicks.size ? events.mask(only, filter.rows) : null);
  }

  return {
    approach: approaching(columns),
    async apply(filters) {
      const before = applied;
      applied = filters;
      const changed = names.filter((name) =>
        before ? !sameFilter(name, before, filters) : isSet(name, filters)
      );
      // By keys or after another filter, nothing is prepared.
      if (changed.length === 1 && isDimension(changed[0])) filter.activate(index.get(changed[0])!);
      const masks = changed.map((name) => applyOne(name, filters));
      const unhidden = before ? null : events.unhidden;
      if (unhidden) masks.push(applyMask(slots.hidden, unhidden(filter.rows)));
      await Promise.all(masks);
    }
  };
}

/** Returns a function that prepares in slices shorter than a frame: millions of rows at once take a fifth of a second. */
function approaching({filter, index}: ExploreColumns): (name: string) => void {
  let waiting = 0;
  const go = (): void => {
    if (filter.advance(slice)) waiting = window.setTimeout(go);
  };
  return (name) => {
    clearTimeout(waiting);
    filter.activate(index.get(name)!);
    waiting = window.setTimeout(go);
  };
}

/** Returns whether the filter *name* is among *filters*. */
export function isSet(name: string, filters: Filters): boolean {
  if (name === "host") return filters.host !== "";
  if (name === "min") return filters.min !== null;
  return Boolean(filters.ranges[name]) || (filters.picks[name]?.length ?? 0) > 0;
}

/** Returns the codes with most rows, the greatest first, and the number of codes that have any. */
export function mostFrequent(
  counts: Uint32Array,
  max: number
): {codes: number[]; distinct: number} {
  const codes: number[] = [];
  let distinct = 0;
  for (let code = 0; code < counts.length; ++code) {
    if (counts[code] === 0) continue;
    ++distinct;
    if (codes.length === max && counts[codes[max - 1]] >= counts[code]) continue;
    let at = codes.length;
    while (at > 0 && counts[codes[at - 1]] < counts[code]) --at;
    codes.splice(at, 0, code);
    if (codes.length > max) codes.pop();
  }
  return {codes, distinct};
}

function keepRange([first, last]: readonly [number, number]): Uint8Array {
  return new Uint8Array(256).fill(1, first, last + 1);
}

function keepOnly(codes: readonly number[]): Uint8Array {
  const keep = new Uint8Array(maxCodes + 1);
  for (const code of codes) if (code >= 0) keep[code] = 1;
  return keep;
}

/** Returns the ranks of selected events [offset, offset + limit) in the order of rank, or of its reverse. */
export function ranksOf(
  {find, rows}: CrossFilter,
  {offset, limit, total}: {offset: number; limit: number; total: number},
  reverse: boolean
): number[] {
  const n = Math.min(limit, total - offset);
  if (n <= 0) return [];
  const far = offset > total / 2 && total <= rows;
  const found = far ? find(total - offset - n, n, !reverse).reverse() : find(offset, n, reverse);
  return found.map((row) => row + 1);
}
