import {exploreSql, publishedExplore, valuesSql} from "../../core/published/pages/explore.js";
import type {ExploreTables} from "../../core/published/pages/explore.js";
import type {LoadedModel} from "../../core/published/loaded-model.js";
import {peerColumns, peerRows} from "../../core/published/entity-peers.js";
import type {PeerRow} from "../../core/published/entity-peers.js";
import {
  copiedEntities,
  entitySteps,
  publishedEntities
} from "../../core/published/entity-tables.js";
import {normalEventsSql, normalValues} from "../../core/published/normal-events.js";
import type {Findings} from "../../core/published/findings.js";
import {catalogueBreaches} from "../../core/published/catalogue.js";
import {phases} from "../../core/schema/artifacts.js";
import type {Manifest, Phase} from "../../core/schema/artifacts.js";
import type {CheckedDatabase} from "./open-events.js";
import type {StatementCheck} from "./verification.js";

type Check = Omit<StatementCheck, "figures">;

/** The tables that Explore filters, recomputed from the events in the memory of the browser. */
export const copiedExplore: ExploreTables = {
  explore: "checked_explore",
  values: "checked_explore_values"
};

/** The checks of the tables among themselves: each is a query that counts faulty rows. */
const faults: readonly {what: string; sql: string}[] = [
  {
    what: "ranks in another order than the scores",
    sql: `SELECT count(*) AS n FROM (SELECT rank, row_number() OVER (ORDER BY score DESC, event_id) AS due FROM published.events) WHERE rank <> due`
  },
  {
    what: "events that the table ranks puts elsewhere",
    sql: `SELECT count(*) AS n FROM published.events AS e FULL JOIN published.ranks AS r USING (event_id) WHERE e.rank IS DISTINCT FROM r.rank`
  },
  {
    what: "records of the log that belong to no event",
    sql: `SELECT count(*) AS n FROM published.records AS r LEFT JOIN published.events AS e ON e.rank = r.rank WHERE e.event_id IS DISTINCT FROM r.event_id OR e.line IS DISTINCT FROM r.line`
  }
];

/**
 * Checks the published database beside the events: that the tables made from them are what the same queries
 * give now, and that its facts are those of the manifests. Leaves the tables of `copiedExplore`.
 */
export async function checkTables(
  database: CheckedDatabase,
  manifests: Record<Phase, Manifest>,
  findings: Findings,
  {file: {parameters}}: LoadedModel
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const {what, sql} of faults) checks.push(await noneOf(database, what, sql));
  await database.connection.query(`CREATE TEMP TABLE ${copiedExplore.values} AS ${valuesSql}`);
  const bins = await exploreSql(database, findings.threshold, copiedExplore.values);
  await database.connection.query(`CREATE TEMP TABLE ${copiedExplore.explore} AS ${bins}`);
  for (const name of ["values", "explore"] as const)
    checks.push(
      await sameRows(database, publishedExplore[name], `SELECT * FROM ${copiedExplore[name]}`)
    );
  const seed = parameters.seed as number;
  checks.push(
    await sameRows(
      database,
      "published.normal_events",
      normalEventsSql,
      normalValues({...findings, seed})
    )
  );
  return [...checks, ...(await checkFacts(database, manifests, findings))];
}

/**
 * Recomputes the tables about hosts beside the published ones, and checks that these hold the same. Returns the
 * recomputed rows of `entity_peers`; leaves the tables of `copiedEntities`.
 */
export async function checkEntities(
  database: CheckedDatabase,
  threshold: number
): Promise<{checks: Check[]; peers: PeerRow[]}> {
  const checks: Check[] = [];
  for (const {table, sql} of entitySteps({threshold, names: copiedEntities})) {
    await database.connection.query(sql);
    if (table)
      checks.push(
        await sameRows(database, publishedEntities(table), `SELECT * FROM ${copiedEntities(table)}`)
      );
  }
  const peers = await peerRows(database, copiedEntities);
  const names = peerColumns.map(([name]) => name);
  const published = await database.rows<PeerRow>(
    `SELECT ${names.map((name) => `"${name}"`).join(", ")} FROM published.entity_peers ORDER BY entity, place`
  );
  const textOf = (row: PeerRow | undefined) =>
    JSON.stringify(row && names.map((name) => row[name]));
  const rows = Math.max(peers.length, published.length);
  let differing = 0;
  for (let i = 0; i < rows; ++i) if (textOf(peers[i]) !== textOf(published[i])) ++differing;
  const what = "rows of entity_peers that the profiles do not give";
  checks.push({what, expected: "0", found: String(differing), ok: differing === 0});
  return {checks, peers};
}

/**
 * Checks that the published database holds the tables of events.duckdb and nothing else: only then are its rows what the
 * bytes say. Rejects if not, so that nothing is computed from it.
 */
export async function checkCatalogue(database: CheckedDatabase): Promise<Check> {
  const found = await catalogueBreaches((sql) => database.rows(sql), "published");
  if (found.length > 0)
    throw new Error(
      `events.duckdb is not made of its tables alone: ${found.slice(0, 20).join(", ")}`
    );
  const plain = "plain tables";
  return {what: "catalogue of events.duckdb", expected: plain, found: plain, ok: true};
}

/** Checks that *table* holds the rows that *sql* gives, each as often. */
async function sameRows(
  database: CheckedDatabase,
  table: string,
  sql: string,
  values: (string | number | boolean | null)[] = []
): Promise<Check> {
  const differing = `SELECT CAST(count(*) AS DOUBLE) AS n FROM (
    (FROM (${sql}) EXCEPT ALL FROM ${table}) UNION ALL (FROM ${table} EXCEPT ALL FROM (${sql})))`;
  const what = `rows of ${table.replace("published.", "")} that the events do not give`;
  return noneOf(database, what, differing, [...values, ...values]);
}

async function noneOf(
  database: CheckedDatabase,
  what: string,
  sql: string,
  values: (string | number | boolean | null)[] = []
): Promise<Check> {
  const [{n}] = await database.rows<{n: number}>(sql, values);
  return {what, expected: "0", found: String(n), ok: n === 0};
}

async function checkFacts(
  database: CheckedDatabase,
  manifests: Record<Phase, Manifest>,
  {threshold, alerts}: Findings
): Promise<Check[]> {
  const facts = await database.rows<{name: string; value: string}>(
    "SELECT name, value FROM published.facts"
  );
  const due: [string, string][] = phases.map((phase) => {
    const {key, sha256} = manifests[phase];
    return [phase, phase === "evaluation" ? key : sha256]; // its own digest is not known before it is written
  });
  due.push(["threshold", String(threshold)], ["alerts", String(alerts)]);
  return due.map(([name, expected]) => {
    const found = facts.find((fact) => fact.name === name)?.value ?? "nothing";
    return {what: `${name} in the table facts`, expected, found, ok: found === expected};
  });
}
