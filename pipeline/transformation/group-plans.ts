import type {PartitionPlan} from "./plan-silver.js";
import type {RawIndex} from "./raw-index.js";

/** The most rows, of RAW and of what DNS answered, that the plans of a group read: they are held in memory. */
export const maxGroupRows = 50_000;

/**
 * Returns *plans* in groups that are made together, in their order: small ones, as long as all that a group reads has no more
 * than *maxRows* rows; any other is alone. A file counts once, with all its rows; what DNS answered before counts for each
 * plan, with all records of DNS.
 */
export function groupPlans<Plan extends PartitionPlan>(
  plans: readonly Plan[],
  index: RawIndex,
  maxRows: number
): Plan[][] {
  const rowsOf = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + index.rows(path), 0);
  const answers = rowsOf(index.paths("dns", [...index.days("dns")]));
  const groups: Plan[][] = [];
  let read = new Set<string>();
  let carried = 0;
  for (const plan of plans) {
    const paths = plan.views.flatMap(({kind, days}) => index.paths(kind.name, days));
    const known = plan.needs.some((name) => name.startsWith("known=")) ? answers : 0;
    const all = new Set([...read, ...paths]);
    if (groups.length > 0 && rowsOf(all) + carried + known <= maxRows) {
      groups.at(-1)!.push(plan);
      read = all;
      carried += known;
    } else {
      groups.push([plan]);
      read = new Set(paths);
      carried = known;
    }
  }
  return groups;
}
