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

/** The day (UTC) that something is made of, and what it reads for it. */
export interface ViewsOfDay {
  day: string;
  views: readonly RawView[];
}

/** What views are created from. */
export interface ViewSource {
  index: RawIndex;

  /** Returns the path on this machine of a path in RAW. */
  open(path: string): Promise<string>;
}

/** Returns the partitions of RAW that *views* read, in ascending order of their names. */
export function rawInputs(views: readonly RawView[], index: RawIndex): ArtifactInput[] {
  const inputs = views.flatMap(({kind, days}) => index.partitions(kind.name, days));
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Creates the views of *days* in *session*, each of which has the columns of its kind, and `day`: the day that a record is read for,
 * twice if it is for two. Of several days, which should be small, records are read once, and are kept in memory.
 */
export async function createViews(
  session: Session,
  days: readonly ViewsOfDay[],
  source: ViewSource
): Promise<void> {
  if (days.length === 1) {
    const [{day, views}] = days;
    for (const view of views) await createView(session, view, await rowsOfDay(day, view, source));
    return;
  }
  const byName = new Map<string, {day: string; view: RawView}[]>();
  for (const {day, views} of days)
    for (const view of views)
      byName.set(view.name, [...(byName.get(view.name) ?? []), {day, view}]);
  const loaded = await loadKinds(session, [...byName.values()].flat(), source);
  for (const uses of byName.values()) {
    const [{view}] = uses;
    const rows = loaded.has(view.kind) ? rowsOfDays(uses) : rowsOfNone(view.kind);
    await createView(session, view, rows);
  }
}

async function createView(session: Session, {name}: RawView, rows: string): Promise<void> {
  await session.run(`CREATE OR REPLACE VIEW ${name} AS ${rows}`);
}

/** Returns the query of a view for one day, which reads RAW whenever it is asked. */
async function rowsOfDay(
  day: string,
  {kind, days}: RawView,
  {index, open}: ViewSource
): Promise<string> {
  const paths = await Promise.all(index.paths(kind.name, days).map(open));
  if (paths.length === 0) return rowsOfNone(kind);
  return `SELECT *, ${dateOf(day)} AS day ${rowsOfFiles(paths, days[0], days.at(-1)!)}`;
}

/** Creates a table of the records of each kind that *uses* read, where there are such; returns those kinds. */
async function loadKinds(
  session: Session,
  uses: readonly {view: RawView}[],
  {index, open}: ViewSource
): Promise<Set<LogKind>> {
  const loaded = new Set<LogKind>();
  for (const kind of new Set(uses.map(({view}) => view.kind))) {
    const read = uses.flatMap(({view}) => (view.kind === kind ? view.days : []));
    const days = [...new Set(read)].sort();
    const paths = await Promise.all(index.paths(kind.name, days).map(open));
    if (paths.length === 0) continue;
    const rows = `${rowsOfFiles(paths, days[0], days.at(-1)!)}`;
    await session.run(`CREATE OR REPLACE TABLE ${tableOf(kind)} AS ${rows}`);
    loaded.add(kind);
  }
  return loaded;
}

/** Returns the query of a view for several days, of the tables of kinds. */
function rowsOfDays(uses: readonly {day: string; view: RawView}[]): string {
  const [{view}] = uses;
  const byDistance = new Map<number, string[]>(); // days from a record to what it is read for
  for (const {day, view} of uses)
    for (const read of view.days) {
      const distance = (Date.parse(day) - Date.parse(read)) / dayMs;
      byDistance.set(distance, [...(byDistance.get(distance) ?? []), dateOf(read)]);
    }
  const parts = [...byDistance].map(
    ([distance, read]) =>
      `SELECT *, CAST(time AS DATE) + ${distance} AS day FROM ${tableOf(view.kind)}
        WHERE CAST(time AS DATE) IN (${read.join(", ")})`
  );
  return parts.join(" UNION ALL ");
}

function rowsOfNone(kind: LogKind): string {
  const columns = kind === connections ? eventColumns : recordColumns(kind);
  const nothing = [...columns, {name: "day", type: "DATE"}].map(
    ({name, type}) => `CAST(NULL AS ${type}) AS ${name}`
  );
  return `SELECT ${nothing.join(", ")} WHERE false`;
}

function rowsOfFiles(paths: string[], first: string, last: string): string {
  return `FROM read_parquet(${literals(paths)}, hive_partitioning = false)
    WHERE time >= ${dateOf(first)} AND time < ${dateOf(last)} + INTERVAL 1 DAY`;
}

function tableOf({name}: LogKind): string {
  return `loaded_${name}`;
}

function dateOf(day: string): string {
  return `DATE ${literal(day)}`;
}

const dayMs = 86_400_000;
