import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {linkRules} from "../../../src/core/sigma/link-rules.js";
import {RuleMatcher} from "../../../src/core/sigma/match/match-rules.js";
import {parseRules} from "../../../src/core/sigma/parse/parse-rules.js";
import {readEvents} from "../../../pipeline/rules/read-events.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const shared = `${root}/../shared/data`;
const absent = !existsSync(`${shared}/sigma-regression`);
const reason = absent ? " (skipped: no rules of SigmaHQ at ../shared/data)" : "";
const matrix = JSON.parse(
  readFileSync(`${root}/tests/fixtures/sigma/matrix.json`, "utf8")
) as Record<string, string[]>;

function readFolder(folder: string) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
  const parsed = files.map((name) => parseRules(readFileSync(`${folder}/${name}`, "utf8"), name));
  return {
    rules: linkRules(parsed.flatMap(({rules}) => rules)).rules,
    problems: parsed.flatMap(({problems}) => problems)
  };
}

it.skipIf(absent)(`parseRules(text) reads all 28 and 87 rules of SigmaHQ${reason}`, () => {
  for (const [folder, n] of [
    ["sigma", 28],
    ["sigma-regression/rules", 87]
  ] as const) {
    // prettier-ignore
    const {rules, problems} = readFolder(`${shared}/${folder}`);
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(n);
  }
});

it.skipIf(absent)(
  `RuleMatcher finds what pySigma’s SQLite backend finds, of 87 rules and their events${reason}`,
  async () => {
    const matcher = new RuleMatcher(readFolder(`${shared}/sigma-regression/rules`).rules);
    const keys: string[] = [];
    const found: Record<string, string[]> = {};
    for (const name of readdirSync(`${shared}/sigma-regression/events`).sort())
      for await (const read of readEvents(`${shared}/sigma-regression/events/${name}`)) {
        if (!("event" in read)) throw new Error(read.reason);
        keys.push(`${name.replace(".json", "")}:${read.index}`);
        for (const {rule, event} of matcher.add(read.event, keys.length - 1))
          (found[rule.id!] ??= []).push(keys[event]);
      }
    expect(keys).toHaveLength(92);
    for (const list of Object.values(found)) list.sort();
    expect(found).toEqual(matrix);
    for (const id of Object.keys(matrix)) expect(found[id].some((key) => key.startsWith(id))).toBe(true); // prettier-ignore
  }
);
