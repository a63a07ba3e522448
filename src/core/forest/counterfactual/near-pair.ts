import type {FreePaths} from "./paths.js";
import type {PairTask} from "./pair.js";
import {risesOf} from "./rises.js";
import type {Rise} from "./rises.js";
import type {ScanOptions} from "./scan.js";

/** A rise of one column with one of another: of *others*, the one at *at*, or a later one. */
interface Candidate {
  rise: Rise;
  others: readonly Rise[];
  at: number;

  /** How far both move. */
  distance: number;
}

const shares = [1, 0.7]; // of the gain needed that two rises must add up to: together they do more
const stride = 0.4; // of the gain that is missing from a pair, by which the next is greater
const descents = 6; // moves that are fixed to bring a pair nearer
const starts = 4; // moves that are fixed to find one where no two rises do
const work = 2 ** 17; // nodes of the forests in which more starts are affordable

/**
 * Takes into *task* a near pair of columns, if it comes upon one. *paths* have followed the row, and
 * have followed another after that.
 *
 * The gains of the rises of two columns are added up, which is less than they make together as a rule.
 * Of the pairs that are promising so, the nearest that does is taken, at most *checks* being walked
 * down the trees; then each end is fixed in turn, and the other is replaced by the nearest move of any
 * column that does beside it, exactly, until that brings nothing nearer.
 */
export function seekNearPair(
  task: PairTask,
  paths: FreePaths,
  options: ScanOptions,
  checks: number
): void {
  const rises = risesOf(paths, task.row, options, task.alone ? options.least : Infinity);
  let left = checks;
  for (const share of shares) {
    const candidates = candidatesOf(rises, share * options.least, task.bound);
    left = takeNearest(task, paths, candidates, left);
  }
  if (!task.best) start(task, rises, Math.max(starts, Math.floor(work / paths.nodes)));
  descend(task);
}

/** Returns the pairs of rises that sum up to *least* and are nearer than *bound*, the farthest first. */
function candidatesOf(rises: Rise[][], least: number, bound: number): Candidate[] {
  const candidates: Candidate[] = [];
  rises.forEach((some, i) => {
    for (const others of rises.slice(i + 1)) {
      if (some[0].column !== others[0].column)
        addCandidates(candidates, some, others, least, bound);
    }
  });
  return candidates.sort((a, b) => b.distance - a.distance);
}

/** Adds, for each of *some*, the nearest of *others* with which it sums up to *least*. */
function addCandidates(
  candidates: Candidate[],
  some: readonly Rise[],
  others: readonly Rise[],
  least: number,
  bound: number
): void {
  let at = others.length - 1;
  for (const rise of some) {
    if (rise.distance >= bound) return;
    if (rise.gain + others[at].gain < least) continue;
    while (at > 0 && rise.gain + others[at - 1].gain >= least) --at;
    const distance = rise.distance + others[at].distance;
    if (distance < bound) candidates.push({rise, others, at, distance});
  }
}

/**
 * Takes the nearest of *candidates* that suffices; one that falls short comes back with a rise that is
 * greater by what is missing. Returns how many of *checks* are left.
 */
function takeNearest(
  task: PairTask,
  paths: FreePaths,
  candidates: Candidate[],
  checks: number
): number {
  for (; checks > 0; --checks) {
    const candidate = candidates.pop();
    if (!candidate) break;
    const {rise, others, at, distance} = candidate;
    const other = others[at];
    const sum = paths.sumAt(rise.column, rise.interval, other.column, other.interval);
    const missing = task.sumAtLeast - sum;
    if (missing <= 0 && task.take(rise, other)) return checks - 1;
    const wanted = other.gain + stride * missing;
    let next = at + 1;
    while (next < others.length && others[next].gain < wanted) ++next;
    if (next === others.length) continue;
    const farther = distance - other.distance + others[next].distance;
    if (farther < task.bound) insert(candidates, {rise, others, at: next, distance: farther});
  }
  return checks;
}

/** Puts *candidate* in its place among others, the farthest first. */
function insert(candidates: Candidate[], candidate: Candidate): void {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candidates[middle].distance > candidate.distance) low = middle + 1;
    else high = middle;
  }
  candidates.splice(low, 0, candidate);
}

/** Completes the greatest rise of each side, and then the lesser ones, until a pair is found. */
function start(task: PairTask, rises: Rise[][], most: number): void {
  const byGain = (a: Rise, b: Rise) => b.gain - a.gain;
  const greatest = rises.map((some) => some[some.length - 1]).sort(byGain);
  const lesser = rises.flatMap((some) => some.slice(0, -1)).sort(byGain);
  for (const rise of [...greatest, ...lesser].slice(0, most)) {
    task.complete(rise);
    if (task.best) return;
  }
}

/** Brings the best pair nearer, an end at a time, until neither end can be. */
function descend(task: PairTask): void {
  let idle = 0;
  for (let i = 0; task.best && idle < 2 && i < descents; ++i) {
    const before = task.best;
    task.complete(before[idle === 0 ? 1 : 0]);
    idle = task.best === before ? idle + 1 : 0;
  }
}
