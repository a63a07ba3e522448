import {tmpdir} from "node:os";
import {expect, it} from "vitest";
import {openSession} from "../../../../pipeline/duckdb/session.js";
import {ruleInput} from "../../../../pipeline/rules/rule-input.js";
import {ruleFacts, runRules} from "../../../../pipeline/evaluation/rules/run-rules.js";
import type {RuleTable} from "../../../../src/core/published/rules/rule-logs.js";
import {defaultTables} from "../../../../src/core/sigma/sql/rule-query.js";

const rule = (service: string, field: string) => `title: ${service} ${field}
logsource: {product: zeek, service: ${service}}
detection: {selection: {${field}: x}, condition: selection}
`;

it("runRules(session, input, sources) excludes a rule at which the database fails, and names it as a problem", async () => {
  const session = await openSession({scratch: tmpdir()});
  try {
    await session.run("CREATE TABLE events AS SELECT 1::BIGINT AS event_id, TIMESTAMP '2026-01-01' AS time, 's' AS src, 'd' AS dst, 1 AS dst_port, 'x' AS service"); // prettier-ignore
    await session.run("CREATE TABLE dns AS SELECT 1::BIGINT AS event_id, TIMESTAMP '2026-01-01' AS time, 's' AS src, 'd' AS dst, 1 AS dst_port, 'x' AS raw_query"); // prettier-ignore
    const texts = [rule("conn", "service"), rule("dns", "rcode_name"), rule("dns", "query")]; // the table has no rcode
    const documents = texts.map((yaml) => ({source: "user" as const, path: "a.yml", yaml}));
    const input = ruleInput({documents, skipped: [], problems: []});
    const ran = await runRules(session, input, defaultTables as Record<RuleTable, string>);
    expect(ran.rules.map(({state}) => state)).toEqual(["run", "not applicable", "run"]);
    expect(ran.problems).toMatchObject([{file: "a.yml", message: expect.stringMatching(/^failed: Binder Error/)}]); // prettier-ignore
    expect(await session.rows("SELECT rule, log FROM rule_matches ORDER BY rule")).toEqual([{rule: 1, log: "events"}, {rule: 3, log: "dns"}]); // prettier-ignore
    const facts = ruleFacts(ran, new Map([[1, {hits: 1}], [3, {hits: 1}]])); // prettier-ignore
    expect(facts).toMatchObject({run: 2, notApplicable: 1, problems: 1, hits: 2, fired: 2});
  } finally {
    session.close();
  }
});
