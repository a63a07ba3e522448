import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Records} from "../../../pipeline/audit/audit.js";
import type {Database, Statements} from "../../../pipeline/audit/database.js";
import {readSchema} from "../../../pipeline/audit/read-schema.js";
import {auditedTables} from "../../../pipeline/audit/tables.js";
import {verifyAudit} from "../../../pipeline/audit/verify.js";
import type {PartitionEntry} from "../../../src/core/schema/artifacts.js";
import {digest, eventOf, manifestOf, startOf} from "./contract.js";
import {logEdits, schemaEdits} from "./schema-edits.js";

/** An audit, and the database under it as its superuser sees it. */
export interface OpenedAudit {
  audit: Records;
  database: Database;
}

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 14, 0, second, 9));

function dayOf(key: string): PartitionEntry {
  return {name: "day=1", key, sha256: digest("f"), manifest: digest("9"), rows: 0};
}

/** Records something in every table of *audit*. */
export async function fillAudit(audit: Records): Promise<void> {
  for (const hex of ["0001", "0002"]) {
    const {run} = startOf(hex);
    await audit.beginRun(startOf(hex));
    for (const [i, phase] of (
      ["ingestion", "transformation", "training", "evaluation"] as const
    ).entries()) {
      const inputs = [{name: "conn.log", sha256: digest("1"), bytes: 12}];
      const files = [{path: "a.parquet", sha256: digest("2"), bytes: 34, rows: 8}];
      const manifest = manifestOf(phase, digest(String(i + 4)), {
        inputs,
        files,
        parameters: {x: 1},
        ...(phase === "evaluation" && {partitions: [dayOf(digest("8"))]})
      });
      if (phase === "evaluation")
        await audit.recordPartitions(run, [manifestOf(phase, digest("8"), {partition: "day=1"})]);
      await audit.recordPhase(eventOf(run, manifest, {seconds: 0.1}));
    }
    const model = {name: "forest", key: digest("6"), bytes: 9, parameters: {trees: 100}};
    await audit.recordModels(run, [{...model, sha256: digest(hex.slice(-1))}]);
    await audit.recordMetrics(run, [
      {model: "forest", window: "all", name: "ap", value: 0.1},
      {model: "forest", window: "all", name: "auroc", value: null}
    ]);
    await audit.finishRun(run, "succeeded", at(59));
  }
  const who = {reason: "best average precision", promotedBy: "ana", promotedAt: at(1)};
  await audit.promote({name: "forest", version: 1, stage: "champion", ...who});
  const verdictOfAna = {verdict: "true", note: "a scan", by: "ana", at: at(2)} as const;
  await audit.recordVerdicts([{fileSha256: digest("1"), line: 7, ...verdictOfAna}]);
  await audit.recordVerdicts([{eventId: "4625-17", ...verdictOfAna}]);
  const body = {name: "scanner", reason: "ours", filters: []};
  await audit.recordSuppressions([{name: "scanner", madeAt: at(2), body}], "ana");
  await audit.recordAction({kind: "gc", details: {keys: ["a"]}, actedBy: "ana", actedAt: at(3)});
}

/** Expressions that change a value of a type, and what a NULL of it becomes. */
const changes: Record<string, [changed: string, filled: string]> = {
  text: ["$ || 'x'", "'x'"],
  integer: ["$ + 1000", "1"],
  bigint: ["$ + 1000", "1"],
  boolean: ["NOT $", "true"],
  "double precision": ["$ + 1e-9", "0.5"],
  jsonb: ["jsonb_build_object('x', 2)", "'{}'"],
  "timestamp with time zone": ["$ + interval '1 microsecond'", "now()"]
};

const migrations = new URL("../../../pipeline/audit/migrations/", import.meta.url);

/** Describes what the log of an audit proves; *open* returns a new, empty, migrated one at each call. */
export function describeProof(name: string, open: () => Promise<OpenedAudit>): void {
  describe(`${name} keeps what it proves:`, () => {
    let audit: Records;
    let database: Database;
    beforeAll(async () => {
      ({audit, database} = await open());
      await fillAudit(audit);
    }, 60_000);
    afterAll(async () => {
      await audit?.close();
    });

    /** Changes the database as somebody who may do everything, verifies, and undoes it. */
    async function tamper(table: string, ...sql: string[]): Promise<string[]> {
      const unguarded = (...statements: string[]) =>
        database.transaction(async (transaction) => {
          const all = ["SET LOCAL session_replication_role = replica", ...statements];
          await transaction.execute(all.join(";"));
        });
      await unguarded(`DROP TABLE IF EXISTS kept`, `CREATE TABLE kept AS TABLE ${table}`, ...sql);
      const {breaches, breachCount} = await audit.verify();
      expect(breachCount).toBeGreaterThanOrEqual(breaches.length);
      await unguarded(
        `DELETE FROM ${table}`,
        `INSERT INTO ${table} SELECT * FROM kept`,
        "DROP TABLE kept"
      );
      return breaches;
    }

    it("verify() finds nothing wrong where nothing is, and compares every row", async () => {
      const counts = auditedTables
        .map(({name: table}) => `(SELECT count(*) FROM ${table})`)
        .join(" + ");
      const [{n}] = await database.query<{n: number}>(`SELECT (${counts})::integer AS n`);
      const [{entries}] = await database.query<{entries: number}>(
        "SELECT count(*)::integer AS entries FROM audit_log"
      );
      const {breaches, rows, head} = await audit.verify();
      expect(breaches).toEqual([]);
      expect(rows).toBe(n);
      expect(head).toEqual(await audit.auditHead());
      expect(head.count).toBe(entries);
      expect(entries).toBeGreaterThan(20);
    });

    it.each(auditedTables)(
      "every table of the audit has rows to be tested: $name",
      async ({name: table}) => {
        expect((await database.query(`SELECT FROM ${table}`)).length).toBeGreaterThan(0);
      }
    );

    it("every table of the audit is guarded and in the log", async () => {
      const rows = await database.query<{name: string}>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY name"
      );
      const known = [...auditedTables.map(({name: table}) => table), "audit_log"].sort();
      expect(rows.map(({name: table}) => table)).toEqual(known);
    });

    it.each([...auditedTables.map(({name: table}) => table), "audit_log"])(
      "%s refuses to be updated, emptied or shortened, even by its owner",
      async (table) => {
        const [{column}] = await database.query<{column: string}>(
          `SELECT quote_ident(column_name) AS column FROM information_schema.columns
          WHERE table_name = '${table}' LIMIT 1`
        );
        for (const sql of [
          `UPDATE ${table} SET ${column} = ${column}`,
          `DELETE FROM ${table}`,
          `TRUNCATE ${table} CASCADE`
        ])
          await expect(database.execute(sql), sql).rejects.toThrow("refused");
      }
    );

    it.each(auditedTables)(
      "verify() names the field of $name that was changed",
      async ({name: table, key}) => {
        const columns = await database.query<{name: string; type: string}>(
          `SELECT column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_name = '${table}' ORDER BY ordinal_position`
        );
        const constraints = await database.query<{name: string; definition: string}>(
          `SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
          FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'c' ORDER BY oid`
        );
        for (const {name: constraint} of constraints)
          await database.execute(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
        for (const {name: column, type} of columns) {
          const quoted = `"${column}"`;
          const [changed, filled] = changes[type];
          const digestion = `translate(${quoted}, '0123456789abcdef', '89abcdef01234567')`;
          const isDigest = await isDigestColumn(table, column);
          const value = isDigest ? digestion : changed.replaceAll("$", quoted);
          const fill = isDigest ? `repeat('a', 64)` : filled;
          const sql = `UPDATE ${table} SET ${quoted} = coalesce(${value}, ${fill}) WHERE ctid = (SELECT min(ctid) FROM ${table})`;
          const breaches = (await tamper(table, sql)).filter((one) => !/^the schema /.test(one));
          const said = breaches.join("\n");
          if (key.includes(column)) {
            expect(said, column).toMatch(new RegExp(`^${table} \\(.*\\) is not in the log$`, "m"));
            expect(said, column).toMatch(
              new RegExp(`^${table} \\(.*\\) is missing; entry \\d+`, "m")
            );
          } else {
            expect(said, column).toMatch(
              new RegExp(`^${table} \\(.*\\) was changed: ${column} is .*; entry \\d+ says `)
            );
            expect(breaches).toHaveLength(1);
          }
        }
        for (const {name: constraint, definition} of constraints)
          await database.execute(`ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition}`);
        expect((await audit.verify()).breaches).toEqual([]);
      }
    );

    async function isDigestColumn(table: string, column: string): Promise<boolean> {
      const rows = await database.query(
        `SELECT FROM information_schema.columns
        WHERE table_name = $1 AND column_name = $2 AND domain_name = 'digest'`,
        [table, column]
      );
      return rows.length > 0;
    }

    it.each(auditedTables)(
      "verify() names the row of $name that was removed",
      async ({name: table}) => {
        const breaches = await tamper(
          table,
          `DELETE FROM ${table} WHERE ctid = (SELECT max(ctid) FROM ${table})`
        );
        expect(breaches).toHaveLength(1);
        expect(breaches[0]).toMatch(
          new RegExp(`^${table} \\(.*\\) is missing; entry \\d+ recorded it$`)
        );
      }
    );

    it("verify() names a row that was slipped in", async () => {
      const breaches = await tamper(
        "metrics",
        `INSERT INTO metrics SELECT run, 99, model, "window", 'f1', 1 FROM metrics LIMIT 1`
      );
      expect(breaches).toEqual([
        `metrics (run ${startOf("0001").run}, model forest, window all, name f1) is not in the log`
      ]);
    });

    it.each(logEdits)("verify() finds %s", async (_, sql, breach) => {
      const breaches = await tamper("audit_log", sql);
      expect(
        breaches.some((sentence) => sentence.startsWith(breach)),
        breaches.join("\n")
      ).toBe(true);
      expect((await audit.verify()).breaches).toEqual([]);
    });

    it("verify(anchors) finds that the log was cut together with its rows, or rewritten", async () => {
      const head = await audit.auditHead();
      const middle = await database.query<{count: number; digest: string}>(
        "SELECT sequence AS count, digest FROM audit_log WHERE sequence = 9"
      );
      expect((await audit.verify([head, ...middle])).breaches).toEqual([]);
      const other = await audit.verify([{count: 9, digest: digest("a")}]);
      expect(other.breaches).toEqual([
        `entry 9 is another than the one that was kept: ${digest("a")}`
      ]);
      const later = await audit.verify([{count: head.count + 2, digest: digest("a")}]);
      expect(later.breaches).toEqual([
        `the log ends at entry ${head.count}; it once had ${head.count + 2}`
      ]);
    });

    it.each([
      ["metrics", "append_only"],
      ["audit_log", "append_only"],
      ["runs", "ends_once"]
    ])("verify() says that %s is no longer protected by %s", async (table, trigger) => {
      await database.execute(`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
      const {breaches} = await audit.verify();
      await database.execute(`ALTER TABLE ${table} ENABLE TRIGGER ${trigger}`);
      expect(breaches).toEqual([
        `table ${table} is not protected: a trigger of it is missing, disabled or another`
      ]);
    });

    it("the schema that verify() expects is what the migrations make", async () => {
      const expected = readFileSync(new URL("schema.json", migrations), "utf8");
      // After a new migration, write this text to the file.
      expect(`${JSON.stringify(await readSchema(database), null, 2)}\n`).toBe(expected);
    });

    it.each(schemaEdits)("verify() names %s", async (_, sql, named) => {
      class Undone extends Error {}
      let breaches: string[] = [];
      const work = async (statements: Statements) => {
        await statements.execute(sql);
        const transaction = (next: (inner: Statements) => Promise<never>) =>
          next({...statements, execute: async () => {}}); // it is read only, and this one is not
        ({breaches} = await verifyAudit({...database, transaction} as Database));
        throw new Undone();
      };
      await expect(database.transaction(work)).rejects.toThrow(Undone);
      expect(breaches).toEqual([named]);
    });

    it("the audit loses nothing when many write at once", async () => {
      const before = await audit.auditHead();
      const names = Array.from({length: 12}, (_, i) => `a0${i.toString(16).padStart(2, "0")}`);
      await Promise.all(
        names.map(async (hex) => {
          await audit.beginRun(startOf(hex));
          await audit.finishRun(startOf(hex).run, "failed", at(59), "no");
        })
      );
      const {breaches, head} = await audit.verify([before]);
      expect(breaches).toEqual([]);
      expect(head.count).toBe(before.count + 24);
    });
  });
}
