import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {numbersOfMarkdown, numbersOfSource} from "./literals.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Numbers that prose may state, by file: definitions of a method, and limits that the code has. Never what a run measured. */
const stated: {[path: string]: readonly string[]} = {
  "notebooks/can-we-certify.md": ["0.01"], // what a p-value means
  "notebooks/what-is-in-this-log.md": ["5 %", "95 %"], // the quantiles that are shown
  "src/components/alert/alert-rules.ts": ["100,000"], // hits of a rule that are published
  "src/components/benchmarks/benchmarks-page.ts": ["100", "256", "0.02", "5 %"], // the setting of the published figures
  "src/components/benchmarks/suite-sentence.ts": ["3"], // the fewest sets of a test
  "src/components/benchmarks/suite-tables.ts": ["100 %", "0.02"], // the tolerance of the test
  "src/components/charts/certificate-check.ts": ["1 %"], // the level of the test
  "src/components/entity/host-figures.ts": ["80 %", "10", "150", "40"], // the band, and limits of what is stored
  "src/components/entity/host-list.ts": ["10"], // the fewest connections of a peer
  "src/components/entity/unusual-hours.ts": ["1.4826", "3.5", "1.2533"], // the formula
  "src/components/essays/regime-view.ts": ["95 %"], // the level of the interval
  "src/components/evaluation/calibration-sections.ts": ["0.25"], // the custom of the index
  "src/components/evaluation/curve-sections.ts": ["95 %"], // the level of the interval
  "src/components/evaluation/ranking-sections.ts": ["0.5"], // AUROC of a random order
  "src/components/evaluation/regimes-section.ts": ["95 %"], // the level of the interval
  "src/components/incident/rule-section.ts": ["100,000"], // hits of a rule that are published
  "src/components/kit/detector-table.ts": ["0.5"], // AUROC of a random order
  "src/components/method/method-sentences.ts": ["2"], // the formula
  "src/components/models/models-page.ts": ["90 %"], // the quantiles that are shown
  "src/components/rules/try/rule-editor.ts": ["4"], // the largest file of rules
  "src/components/runs/window-drift.ts": ["0.25", "0.1"], // the custom of the index
  "src/components/threshold/incidents/incident-budget-part.ts": ["10 %"], // when an attack is found
  "src/components/workbench/table-list.ts": ["100,000", "64"], // limits of the tables
  "src/components/your-log/drift-table.ts": ["0.25"], // the custom of the index
  "src/components/your-log/lines-report.ts": ["200"] // where texts are truncated
};

const paths = globSync(["src/*.md", "notebooks/*.md", "src/components/**/*.ts"], {
  cwd: root
}).sort();
const found = paths.map((path) => {
  const text = readFileSync(`${root}/${path}`, "utf8");
  const numbers = path.endsWith(".md") ? numbersOfMarkdown(text) : numbersOfSource(path, text);
  return {path, numbers};
});

it("the prose of pages, notebooks and components has no number that is not from data, but those that are stated", () => {
  const literal = found.flatMap(({path, numbers}) =>
    numbers
      .filter(({number}) => !stated[path]?.includes(number))
      .map(({number, text}) => `${path}: ${number} in “${text}”; take it from a published file`)
  );
  expect(literal).toEqual([]);
});

it("every number that prose may state is stated", () => {
  const numbers = new Map(
    found.map(({path, numbers}) => [path, numbers.map(({number}) => number)])
  );
  const gone = Object.entries(stated).flatMap(([path, all]) =>
    all
      .filter((number) => !numbers.get(path)?.includes(number))
      .map((number) => `${path}: ${number}`)
  );
  expect(gone).toEqual([]);
});

it("numbersOfMarkdown(markdown) and numbersOfSource(path, source) find numbers in prose, and not in code, formulas or names", () => {
  const page = "---\ntitle: 1234\n---\n\n```js\nconst a = 17;\n```\n\nIt found 93 % of ${page.attacks} attacks, in [0, 1] (Liu, 2008).\n"; // prettier-ignore
  expect(numbersOfMarkdown(page).map(({number}) => number)).toEqual(["93 %"]);
  expect(numbersOfMarkdown("<p class=\"formula\">c(256) = 10.2</p>\n\n[17](./a-17) `17`, SHA-256\n")).toEqual([{number: "17", text: "[17] , SHA-256"}]); // prettier-ignore
  const source =
    "const a = `The threshold of ${b} finds 12.5 attacks a day here`; const width = 'inset 17 px';";
  expect(numbersOfSource("a.ts", source).map(({number}) => number)).toEqual(["12.5"]);
});
