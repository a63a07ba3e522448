import {recordColumns} from "../../src/core/readers/kinds/kind.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections} from "../../src/core/readers/kinds/registry.js";
import type {ArtifactInput} from "../../src/core/schema/artifacts.js";
import {eventColumns} from "../../src/core/schema/events.js";
import {literal, literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {RawIndex} from "./raw-index.js";

/** The records of a kind of some days in a row, as SQL sees them. */
export interface RawView {
  /** The name of the view. */
  name: string;
  kind: LogKind;

  /** The days (UTC), ascending. */
  days: readonly string[];
}

/** Returns the partitions of RAW that *views* read, in ascending order of their names. */
export function rawInputs(views: readonly RawView[], index: RawIndex): ArtifactInput[] {
  const inputs = views.flatMap(({kind, days}) => index.partitions(kind.name, days));
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Creates *views* in *session*; *open* returns the path on this machine of a path in RAW. */
export async function createViews(
  session: Session,
  views: readonly RawView[],
  index: RawIndex,
  open: (path: string) => Promise<string>
): Promise<void> {
  for (const {name, kind, days} of views) {
    const paths = await Promise.all(index.paths(kind.name, days).map(open));
    const columns = kind === connections ? eventColumns : recordColumns(kind);
    const nothing = columns.map(({name, type}) => `CAST(NULL AS ${type}) AS ${name}`);
    const from = `TIMESTAMP ${literal(`${days[0]} 00:00:00`)}`;
    const rows = paths.length
      ? `FROM read_parquet(${literals(paths)}, hive_partitioning = false)
        WHERE time >= ${from} AND time < ${from} + INTERVAL ${days.length} DAY`
      : `SELECT ${nothing.join(", ")} WHERE false`;
    await session.run(`CREATE OR REPLACE VIEW ${name} AS ${rows}`);
  }
}
