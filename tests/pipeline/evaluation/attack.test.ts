import {expect, it} from "vitest";
import {attackSql} from "../../../pipeline/evaluation/attack.js";
import {openSession} from "../../../pipeline/duckdb/session.js";
import {attackOf} from "../../../src/core/schema/labels.js";
import {labels} from "../../core/schema/label-words.js";
import {testContext} from "../ingestion/test-context.js";

it.each([[null], [["malicious", "from-botnet*", "1"]], [[]]] as const)(
  "attackSql(%j) reads a label as attackOf does",
  async (attackLabels) => {
    const session = await openSession({scratch: (await testContext()).scratch});
    for (const [label] of labels) {
      const [{attack}] = await session.rows<{attack: number | null}>(
        `SELECT ${attackSql(attackLabels)} AS attack FROM (SELECT CAST(? AS VARCHAR) AS label)`,
        [label ?? null]
      );
      expect(attack, String(label)).toBe(attackOf(label, attackLabels));
    }
    session.close();
  }
);
