import type {PartitionPlan} from "./plan-silver.js";
import type {RawIndex} from "./raw-index.js";

/** The most rows, of RAW and of what DNS answered, that the plans of a group read: they are held in memory. */
export const maxGroupRows = 50_000;

/**
 * Returns *plans* in groups that are made together, in their order: small ones, as long as all that a group reads has no more
 * than *maxRows* rows, and at most *maxPlans*; any other is alone. A file counts once, with all its rows; what DNS answered before
 * counts for each plan, with all records of DNS.
 */
export function groupPlans<Plan extends PartitionPlan>(
  plans: readonly Plan[],
  index: RawIndex,
  maxRows: number,
  maxPlans = Infinity
): Plan[][] {
  const rowsOf = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + index.rows(path), 0);
  const answers = rowsOf(index.paths("dns", [...index.days("dns")]));
  const groups: Plan[][] = [];
  let read = new Set<string>();
  let rows = 0;
  for (const plan of plans) {
    const paths = new Set(plan.views.flatMap(({kind, days}) => index.paths(kind.name, days)));
    const known = plan.needs.some((name) => name.startsWith("known=")) ? answers : 0;
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
