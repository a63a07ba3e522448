import {thresholdDistance} from "./distance.js";
import type {Distance} from "./distance.js";
import {seekNearPair} from "./near-pair.js";
import {seekNearestPair} from "./nearest-pair.js";
import {PairTask} from "./pair.js";
import {FreePaths} from "./paths.js";
import {merge, scanRuns, sides} from "./scan.js";
import type {ScanOptions} from "./scan.js";
import {search} from "./search.js";
import type {Counterfactual, Search} from "./search.js";
import type {Reading} from "./value.js";
import {requireColumns} from "../score.js";
import type {Forest} from "../types.js";

/** What change of a row to look for. */
export interface CounterfactualOptions {
  /** The score that the changed row is to be below, in (0, 1]. */
  threshold: number;

  /** How far a value moves; defaults to `thresholdDistance`. `quantileDistance` says it in training rows. */
  distance?: Distance;

  /** How each column is read, and what it can hold; defaults to any finite number. */
  readings?: readonly Reading[];

  /** The fewest columns to change, 1 or 2; defaults to 1. */
  least?: 1 | 2;

  /** The most columns to change, 1 or 2; defaults to 2. */
  most?: 1 | 2;

  /** How many pairs of moves are checked in the search for two columns; defaults to 128. */
  checks?: number;

  /**
   * How many moves of a first column a thorough search for two tries after the fast one, at some 0.1 ms
   * each for 100 trees of 256 rows; defaults to 0, and in a forest of at most 4096 nodes to 8192 over
   * its nodes (32,768 if the fast one found nothing).
   */
  tries?: number;
}

const fewNodes = 2 ** 12; // of a forest in which the thorough search is as fast as the other
const shortWork = 2 ** 13; // nodes of all its tries
const lastResort = 2 ** 15; // the same where the fast search found nothing

/** Finds the smallest change of a row, for one forest. */
export type CounterfactualFinder = (
  row: ArrayLike<number>,
  options: CounterfactualOptions
) => Counterfactual | undefined;

/**
 * Returns the smallest change of one column of *row*, or else of two, after which its score is below
 * the threshold; `counterfactuals` finds the changes of many rows.
 */
export function counterfactual(
  forest: Forest,
  row: ArrayLike<number>,
  options: CounterfactualOptions
): Counterfactual | undefined {
  return counterfactuals(forest)(row, options);
}

/**
 * Returns a function that finds the smallest change of a row after which its score is *below* the
 * threshold: made ready once, for many rows. What it returns has been scored again by `scoreMatrix`.
 *
 * For one column the search is exact: along a column the path length is a step function whose steps
 * are thresholds of the forest, and all of them are known (`FreePaths`). Of the values that do, it
 * takes the one at the least *distance*; of equally far ones that of the first column, and there the
 * lower value; then a round value instead, if one does that is farther by at most a twentieth. About
 * 0.1 ms a row for 100 trees of 256 rows.
 *
 * For two columns, of which neither suffices alone, the distances are added up. The fast search adds up
 * what the moves of two columns bring one by one, checks the nearest pairs that promise enough (at most
 * *checks*), and brings the pair it finds nearer, an end at a time, with the other one fixed: about
 * 0.5 to 1 ms a row. The thorough search moves a first column and finds the second exactly: first for the
 * moves that lengthen the path most, then for all of them, the nearest first, until none can be part of
 * a smaller change (*exact*) or *tries* are used up. Undefined says that no change of two columns was
 * found; it is not proof that there is none.
 *
 * It asks what the forest would say of another row, not what can be done: columns that hang together
 * are moved apart. A value that is not finite is infinitely far from any other, so that it is changed
 * last. Throws a RangeError for a threshold outside (0, 1], or a row or readings that do not fit.
 *
 * Wachter, Mittelstadt & Russell, “Counterfactual explanations without opening the black box” (2018).
 */
export function counterfactuals(forest: Forest): CounterfactualFinder {
  const paths = new FreePaths(forest);
  const otherwise = thresholdDistance(paths.thresholds);
  const anything = Array.from({length: forest.columns}, (): Reading => ({}));
  return (given, {threshold, distance = otherwise, readings = anything, ...options}) => {
    const {least = 1, most = 2} = options;
    requireColumns(forest, given.length);
    requireOptions(forest, threshold, readings);
    const row = Float32Array.from(given);
    const from = search(forest, row, threshold);
    if (from.score < threshold) return {changes: [], score: from.score, distance: 0, exact: true};
    paths.follow(row);
    const scan: ScanOptions = {distance, readings, least: from.sumAtLeast - paths.sum};
    const single = findSingle(from, paths, scan);
    if (single && least === 1) return single;
    if (most === 1) return undefined;
    return findPair(from, paths, scan, {...options, alone: single !== undefined});
  };
}

function findSingle(
  {row, rescored, answer}: Search,
  paths: FreePaths,
  options: ScanOptions
): Counterfactual | undefined {
  const scans = [];
  for (let column = 0; column < row.length; ++column) {
    for (const up of sides) scans.push(scanRuns(paths, row, column, up, options));
  }
  for (const {column, nearest, round} of merge(scans)) {
    for (const to of new Set([round(), nearest])) {
      const score = rescored([[column, to]]);
      if (score !== undefined) return answer([[column, to]], score, options.distance, true);
    }
  }
  return undefined;
}

/** Returns the nearest pair that the searches come upon; *alone* says whether a column suffices. */
function findPair(
  search: Search,
  paths: FreePaths,
  options: ScanOptions,
  {checks = 128, tries, alone}: {checks?: number; tries?: number; alone: boolean}
): Counterfactual | undefined {
  const task = new PairTask(search, paths, options, alone);
  seekNearPair(task, paths, options, checks);
  let exact = false;
  const most = tries ?? triesFor(paths.nodes, task.best !== undefined);
  if (most > 0) {
    task.followRow();
    exact = seekNearestPair(task, paths, options, most);
  }
  if (!task.best) return undefined;
  const moves = task.polish(task.best).map(({column, nearest}) => [column, nearest] as const);
  return search.answer(moves, search.rescored(moves)!, options.distance, exact);
}

/** Returns how many tries a forest of that many nodes is worth, if nobody says. */
function triesFor(nodes: number, found: boolean): number {
  return nodes > fewNodes ? 0 : Math.floor((found ? shortWork : lastResort) / nodes);
}

function requireOptions(forest: Forest, threshold: number, readings: readonly Reading[]): void {
  if (!(threshold > 0 && threshold <= 1)) {
    throw new RangeError(`invalid threshold: ${threshold}; a score lies in (0, 1)`);
  }
  if (readings.length !== forest.columns) {
    throw new RangeError(
      `invalid readings: ${readings.length}; the forest was grown on ${forest.columns} columns`
    );
  }
}
