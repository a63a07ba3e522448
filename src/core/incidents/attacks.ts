import type {QueryRunner} from "./query-runner.js";

const hour = 3_600_000_000;

/** The pause after which flows of the same name and source are another attack. */
const pause = 12 * hour;

/** An attack of the test window. */
export interface Attack {
  /** Its number in `attack_events`. */
  attack: number;
  /** The detailed label of its flows, or else their label. */
  name: string;
  technique: string | null;
  /** Its flows in the test window. */
  flows: number;
}

/** Removes what `createAttacks` has made. */
export const dropAttacks = ["DROP TABLE attack_events"];

/**
 * Makes `attack_events`, one row per attack flow of *events* (with the column `attack`): event_id, the number of its attack,
 * and whether it lies in the test window, which begins with the hour *test*. An attack is what one label names if
 * labels are numbered (`Malicious#3`), or else the flows of one name and source without a pause of twelve hours.
 * Returns those of the test window.
 */
export async function createAttacks(
  runner: QueryRunner,
  events: string,
  test: number
): Promise<Attack[]> {
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE attack_events AS
    WITH flows AS (
      SELECT event_id, epoch_us(time) AS us, coalesce(detailed_label, label) AS name, technique, src,
        CASE WHEN regexp_matches(label, '#[0-9]+$') THEN label END AS number
      FROM ${events} WHERE attack = 1
    ), steps AS (
      SELECT *, CASE WHEN number IS NULL
          AND us - lag(us, 1, us) OVER (PARTITION BY name, number, src ORDER BY us, event_id) > ${pause} THEN 1 ELSE 0 END AS step
      FROM flows
    ), turns AS (
      SELECT *, sum(step) OVER (PARTITION BY name, number, src ORDER BY us, event_id) AS turn FROM steps
    )
    SELECT event_id, name, technique, us >= ${test * hour} AS in_test,
      CAST(dense_rank() OVER (ORDER BY name, number, CASE WHEN number IS NULL THEN src END, CASE WHEN number IS NULL THEN turn END) AS INTEGER) AS attack
    FROM turns`
  );
  return runner.rows<Attack>(
    `SELECT attack, any_value(name) AS name, min(technique) AS technique, count(*)::DOUBLE AS flows
    FROM attack_events WHERE in_test GROUP BY attack ORDER BY attack`
  );
}

/**
 * Returns the average precision over the labelled flows of the test window, each ranked by the lowest rate of the evidence
 * that covers it, and the share of attacks among them. Flows of one rate share a threshold; those that no
 * evidence covers come last. *ranks* gives the ids of the evidence, and the place of the rate of each among all rates.
 */
export async function flowPrecision(
  runner: QueryRunner,
  events: string,
  test: number,
  ranks: {ids: readonly number[]; places: readonly number[]}
): Promise<{ap: number | null; baseRate: number}> {
  const rows = await runner.rows<{n: number; attacks: number}>(
    `WITH best AS (
      SELECT event_id, min(place) AS place FROM evidence_cover
      JOIN (SELECT unnest(CAST(? AS INTEGER[])) AS id, unnest(CAST(? AS INTEGER[])) AS place) USING (id) GROUP BY event_id
    )
    SELECT count(*)::DOUBLE AS n, (count(*) FILTER (attack = 1))::DOUBLE AS attacks
    FROM ${events} AS events LEFT JOIN best USING (event_id)
    WHERE attack IS NOT NULL AND time >= make_timestamp(${test * hour}) GROUP BY place ORDER BY place NULLS LAST`,
    [ranks.ids, ranks.places].map((list) => `[${list.join(",")}]`)
  );
  const total = rows.reduce((sum, row) => sum + row.n, 0);
  const attacks = rows.reduce((sum, row) => sum + row.attacks, 0);
  if (attacks === 0 || attacks === total) return {ap: null, baseRate: attacks / total};
  let [seen, hits, ap] = [0, 0, 0];
  for (const row of rows) {
    seen += row.n;
    hits += row.attacks;
    ap += (row.attacks / attacks) * (hits / seen);
  }
  return {ap, baseRate: attacks / total};
}
