import {readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Database} from "../../../../pipeline/audit/database.js";
import {openPglite} from "../../../../pipeline/audit/pglite.js";
import {auditedTables} from "../../../../pipeline/audit/tables.js";
import {sha256} from "../../../../pipeline/artifacts/digest.js";
import {chainText} from "../../../../src/core/proof/chain.js";
import {schemaEdits} from "../../audit/schema-edits.js";
import type {Dice, Mutation} from "./mutation.js";

/** Returns a mutation of the audit, by somebody who owns the database: without triggers and foreign keys. */
function kindOf(
  kind: string,
  change: (database: Database, dice: Dice) => Promise<string | {unnamed: string}>
): Mutation {
  return {
    kind,
    async make({settings, keep}, _, dice) {
      await keep(settings.audit);
      const database = await openPglite(settings.audit);
      try {
        await database.execute("SET session_replication_role = replica");
        return await change(database, dice);
      } finally {
        await database.close();
      }
    }
  };
}

/** Returns a table that has rows, and the place of one of them. */
async function pickRow(database: Database, dice: Dice): Promise<{table: string; where: string}> {
  for (;;) {
    const table = dice.pick(auditedTables).name;
    const rows = await database.query<{place: string}>(
      `SELECT ctid::text AS place FROM ${table} ORDER BY ctid`
    );
    if (rows.length > 0) return {table, where: `ctid = '${dice.pick(rows).place}'`};
  }
}

const values: Record<string, string> = {
  text: "$ || 'x'",
  integer: "$ + 1000",
  bigint: "$ + 1000",
  boolean: "NOT $",
  "double precision": "$ + 1e-9",
  jsonb: `$ || '{"more": 1}'`,
  "timestamp with time zone": "$ + interval '1 microsecond'"
};

const rows: Mutation[] = [
  kindOf("change a row of the audit", async (database, dice) => {
    for (;;) {
      const {table, where} = await pickRow(database, dice);
      const columns = await database.query<{name: string; type: string}>(
        `SELECT column_name AS name, coalesce(domain_name, data_type) AS type FROM information_schema.columns
        WHERE table_name = '${table}' ORDER BY ordinal_position`
      );
      const {name, type} = dice.pick(columns);
      const digest = "translate($, '0123456789abcdef', '1032547698badcfe')";
      const value = (type === "digest" ? digest : values[type]).replaceAll("$", `"${name}"`);
      const sql = `UPDATE ${table} SET "${name}" = ${value} WHERE ${where} AND "${name}" IS NOT NULL RETURNING 1`;
      const changed = await database.query(sql).catch(() => []); // a check refuses it: try another
      if (changed.length > 0) return "audit";
    }
  }),
  kindOf("remove a row of the audit", async (database, dice) => {
    const {table, where} = await pickRow(database, dice);
    await database.execute(`DELETE FROM ${table} WHERE ${where}`);
    return "audit";
  }),
  kindOf("remove all rows of a table", async (database, dice) => {
    const {table} = await pickRow(database, dice);
    await database.execute(`DELETE FROM ${table}`);
    return "audit";
  }),
  kindOf("add a row to the audit", async (database) => {
    await database.execute(
      `INSERT INTO metrics SELECT run, 999, model, "window", 'more', 1 FROM metrics LIMIT 1`
    );
    return "audit";
  }),
  kindOf("change an entry of the log", async (database, dice) => {
    const [{count}] = await database.query<{count: number}>("SELECT count(*)::integer AS count FROM audit_log"); // prettier-ignore
    const sequence = 1 + dice.below(count);
    const edit = dice.pick([
      `UPDATE audit_log SET at = at + interval '1 second' WHERE sequence = ${sequence}`,
      `UPDATE audit_log SET kind = kind || 'x' WHERE sequence = ${sequence}`,
      `UPDATE audit_log SET payload = payload || ' ' WHERE sequence = ${sequence}`,
      `UPDATE audit_log SET digest = repeat('a', 64) WHERE sequence = ${sequence}`,
      `UPDATE audit_log SET previous = repeat('a', 64) WHERE sequence = ${sequence}`,
      `UPDATE audit_log SET sequence = ${count + 5} WHERE sequence = ${sequence}`,
      `DELETE FROM audit_log WHERE sequence = ${sequence}`,
      `DELETE FROM audit_log WHERE sequence >= ${sequence}`
    ]);
    await database.execute(edit);
    return "audit";
  }),
  kindOf("change the schema of the audit", async (database, dice) => {
    await database.execute(dice.pick(schemaEdits)[1]);
    return "audit";
  }),
  kindOf("remove a table or view of the audit", async (database, dice) => {
    const names = [...auditedTables.map(({name}) => name), "audit_log"];
    const views = ["lineage", "phase_events", "registry"];
    const name = dice.pick([...names, ...views]);
    await database.execute(`DROP ${views.includes(name) ? "VIEW" : "TABLE"} ${name} CASCADE`);
    return "audit";
  }),
  kindOf("put a view in the place of a table of the audit", async (database, dice) => {
    const {name} = dice.pick(auditedTables.filter((table) => table.name !== "schema_migrations"));
    await database.execute(
      `ALTER TABLE ${name} RENAME TO kept; CREATE VIEW ${name} AS SELECT * FROM kept`
    );
    return "audit";
  }),
  kindOf("add an entry to the log, with the right digest", async (database) => {
    const [last] = await database.query<{sequence: number; digest: string}>(
      "SELECT sequence, digest FROM audit_log ORDER BY sequence DESC LIMIT 1"
    );
    const at = "2030-01-01T00:00:00.000000Z";
    const entry = {sequence: last.sequence + 1, at, kind: "more", payload: '{"rows":{}}', previous: last.digest}; // prettier-ignore
    await database.query(
      "INSERT INTO audit_log (sequence, at, kind, payload, previous, digest) VALUES ($1, $2, $3, $4, $5, $6)",
      [entry.sequence, at, entry.kind, entry.payload, entry.previous, sha256(chainText(entry))]
    );
    return {unnamed: "entries added to the audit after the newest signed head"};
  })
];

const files: Mutation[] = [
  {
    kind: "remove the audit",
    async make({settings, keep}) {
      await keep(settings.audit);
      await rm(settings.audit, {recursive: true});
      return "audit";
    }
  },
  {
    kind: "change a byte of a file of the database",
    async make({settings, keep}, _, dice) {
      await keep(settings.audit);
      const folder = join(settings.audit, "base");
      const entries = await readdir(folder, {recursive: true, withFileTypes: true});
      const paths = entries
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name));
      const path = dice.pick(paths.sort());
      const bytes = await readFile(path);
      if (bytes.length > 0) bytes[dice.below(bytes.length)] ^= 1 << dice.below(8);
      await writeFile(path, bytes);
      return {unnamed: "bytes of the files of the database that hold no row"};
    }
  }
];

/** Changes of the audit: its rows, its log, its schema, its files. */
export const auditMutations: readonly Mutation[] = [...rows, ...files];
