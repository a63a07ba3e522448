import {tmpdir} from "node:os";
import {expect, it} from "vitest";
import {openSession} from "../../../../pipeline/duckdb/session.js";
import {fillPublishedMatches} from "../../../../src/core/published/verify/published-matches.js";

it("fillPublishedMatches(runner) gives the rules and their hits, and nothing where a rule has as many as are published", async () => {
  const session = await openSession({scratch: tmpdir()});
  try {
    for (const step of [
      "ATTACH ':memory:' AS published",
      `CREATE TABLE published.rules AS SELECT 1 AS rule, 'a' AS id, 'A' AS title, 'high' AS level, 'rule' AS kind, '["T1046"]' AS techniques, '[]' AS false_positives`,
      "CREATE TABLE published.rule_hits AS SELECT 1 AS rule, i AS record FROM range(99999) AS t(i)"
    ])
      await session.run(step);
    expect(await fillPublishedMatches(session)).toEqual([
      {rule: 1, id: "a", title: "A", level: "high", kind: "rule", techniques: ["T1046"], falsePositives: []} // prettier-ignore
    ]);
    const [{n}] = await session.rows<{n: number}>("SELECT count(*)::DOUBLE AS n FROM rule_matches");
    expect(n).toBe(99_999);
    await session.run("INSERT INTO published.rule_hits VALUES (1, 99999)");
    expect(await fillPublishedMatches(session)).toBeNull();
  } finally {
    session.close();
  }
});
