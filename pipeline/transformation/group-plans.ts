import type {PartitionPlan} from "./plan-silver.js";
import type {RawIndex} from "./raw-index.js";
import {knownDays} from "./services/sql.js";

/** The most rows, of RAW and of what DNS answered, that the plans of a group read: they are held in memory. */
export const maxGroupRows = 50_000;

/**
 * Returns *plans* in groups that are made together, in their order: small ones, as long as all that a group reads has no more
 * than *maxRows* rows, and at most *maxPlans*; any other is alone. A file counts once, with all its rows; what DNS answered before
 * counts for each plan, with the records of DNS of the days for which an answer is carried over.
 */
export function groupPlans<Plan extends PartitionPlan>(
  plans: readonly Plan[],
  index: RawIndex,
  maxRows: number,
  maxPlans = Infinity
): Plan[][] {
  const rowsOf = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + index.rows(path), 0);
  const answersIn = (need: string): number =>
    need.startsWith(knownStart)
      ? rowsOf(index.paths("dns", daysUntil(need.slice(knownStart.length), knownDays)))
      : 0;
  const groups: Plan[][] = [];
  let read = new Set<string>();
  let rows = 0;
  for (const plan of plans) {
    const paths = new Set(plan.views.flatMap(({kind, days}) => index.paths(kind.name, days)));
    const known = plan.needs.reduce((sum, need) => sum + answersIn(need), 0);
    const more = rowsOf([...paths].filter((path) => !read.has(path))) + known;
    const last = groups.at(-1);
    if (last && last.length < maxPlans && rows + more <= maxRows) {
      last.push(plan);
      for (const path of paths) read.add(path);
      rows += more;
    } else {
      groups.push([plan]);
      read = paths;
      rows = rowsOf(paths) + known;
    }
  }
  return groups;
}

const dayMs = 86_400_000;

/** What the name of a partition of what DNS answered begins with. */
const knownStart = "known=";

/** Returns *day* and the *n* days before it. */
function daysUntil(day: string, n: number): string[] {
  const last = Date.parse(day);
  return Array.from({length: n + 1}, (_, i) => new Date(last - i * dayMs).toISOString().slice(0, 10)); // prettier-ignore
}
