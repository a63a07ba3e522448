import type {PublishedDatabase} from "../database/client.js";

const file = "chosen-scores.csv";

/**
 * Makes the views `events` and `explore` of *database* show the scores, ranks and bins in *csv* (see `RankedScores`) in place of the
 * published ones: so all that Explore asks of them is about these.
 */
export async function showScores(
  {db, connection}: PublishedDatabase,
  csv: Uint8Array
): Promise<void> {
  await db.registerFileBuffer(file, csv);
  try {
    await connection.query(
      `CREATE OR REPLACE TABLE chosen_scores AS FROM read_csv('${file}', header = false, auto_detect = false, delim = ',',
        columns = {published: 'INTEGER', rank: 'INTEGER', score: 'DOUBLE', bin: 'UTINYINT'})`
    );
  } finally {
    await db.dropFile(file);
  }
  const joined = (table: string) =>
    `published.${table} AS of_run JOIN chosen_scores AS chosen ON chosen.published = of_run.rank`;
  await connection.query(
    `CREATE OR REPLACE VIEW events AS SELECT of_run.* REPLACE (chosen.rank AS rank, chosen.score AS score) FROM ${joined("events")}`
  );
  await connection.query(
    `CREATE OR REPLACE VIEW explore AS SELECT of_run.* REPLACE (chosen.rank AS rank, chosen.bin AS score)
    FROM ${joined("explore")} ORDER BY chosen.rank`
  );
}

/** Makes the views show what was published. */
export async function showPublished({connection}: PublishedDatabase): Promise<void> {
  for (const table of ["events", "explore"])
    await connection.query(`CREATE OR REPLACE VIEW ${table} AS SELECT * FROM published.${table}`);
  await connection.query("DROP TABLE IF EXISTS chosen_scores");
}
