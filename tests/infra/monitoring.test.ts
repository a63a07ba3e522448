import {readFileSync} from "node:fs";
import {join} from "node:path";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {parse} from "yaml";
import {
  definitionsIn,
  metricNamesIn,
  readMetricDefinitions,
  recordedNamesIn
} from "./metric-definitions.js";
import {root} from "./nginx-server.js";

interface RuleFile {
  groups: {name: string; rules: Rule[]}[];
}

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: {severity: string};
  annotations?: Record<string, string>;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  description: string;
  datasource: {type: string; uid: string};
  gridPos: {h: number; w: number; x: number; y: number};
  fieldConfig: {defaults: {unit: string}};
  targets: {refId: string; expr: string}[];
}

interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  templating: {list: {name: string; query: {query: string}}[]};
  panels: Panel[];
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const rulesOf = (path: string) => (parse(read(path)) as RuleFile).groups.flatMap((group) => group.rules); // prettier-ignore
const alerts = rulesOf("infra/prometheus/alerts.rules.yml");
const records = rulesOf("infra/prometheus/recording.rules.yml");
const recorded = records.map((rule) => rule.record!);
const paths = globSync("infra/grafana/dashboards/*.json", {cwd: root}).sort();
const dashboards = paths.map((path) => [path, JSON.parse(read(path)) as Dashboard] as const);
const definitions = readMetricDefinitions(root);
const chapter = read("docs/26-monitoring.md");

const defined = new Set(definitions.map(({name}) => name));

it("readMetricDefinitions(root) finds metrics, and definitionsIn(path, text) their types and labels", () => {
  expect(definitions.length).toBeGreaterThan(15);
  const text = `
    new Counter({name: "atalaya_a_total", help: "A", labelNames: ["b", "c"], registers});
    new Gauge({...base, name: "atalaya_d", help: "D"});
    gauge("atalaya_e_bytes", "E", () => 0);
    new Other({name: "atalaya_no"}); // atalaya_no`;
  expect(definitionsIn("x.ts", text)).toEqual([
    {name: "atalaya_a_total", type: "counter", labels: ["b", "c"], path: "x.ts"},
    {name: "atalaya_d", type: "gauge", labels: [], path: "x.ts"},
    {name: "atalaya_e_bytes", path: "x.ts"}
  ]);
});

it.each([...alerts, ...records].map((rule) => [rule.alert ?? rule.record!, rule] as const))(
  "the rule %s asks for metrics that the code defines",
  (_, {expr}) => {
    expect(metricNamesIn(expr).filter((name) => !defined.has(name))).toEqual([]);
    expect(recordedNamesIn(expr).filter((name) => !recorded.includes(name))).toEqual([]);
  }
);

it("no metric has a label that whoever sends traffic could fill", () => {
  const bounded =
    "feed feature verdict code severity route run version node model shadow outcome reason kind queue why".split(
      " "
    );
  const labels = definitions.flatMap(({name, labels = []}) => labels.map((label) => `${name} ${label}`)); // prettier-ignore
  expect(labels.filter((label) => !bounded.includes(label.split(" ")[1]))).toEqual([]);
});

it.each(alerts.map((rule) => [rule.alert!, rule] as const))(
  "the alert %s has a severity, a summary, and its row in the chapter",
  (name, {labels, annotations}) => {
    expect(labels?.severity).toMatch(/^(critical|warning|info)$/);
    expect(Object.keys(annotations!)).toEqual(["summary", "description", "runbook"]);
    expect(annotations!.runbook).toBe("docs/26-monitoring.md#alerts");
    expect(chapter).toMatch(new RegExp(`^\\| \`${name}\` \\| ${labels!.severity} \\| .{20,}`, "m"));
  }
);

it("the chapter has no alert that there is not", () => {
  const rows = [...chapter.matchAll(/^\| `(Atalaya\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(alerts.map((rule) => rule.alert!).sort());
});

/** The rows of the tables of metrics: name, type and labels. */
const rows = [...chapter.matchAll(/^\| `(atalaya_\w+)(?:\{([\w, ]+)\})?` \| (\w+) \| /gm)].map(
  ([, name, labels = "", type]) => ({name, type, labels: labels.split(", ").filter(Boolean)})
);

it("the chapter has a row for every metric of the code, and for no other", () => {
  expect(new Set(rows.map(({name}) => name)).size).toBe(rows.length);
  expect(rows.map(({name}) => name).sort()).toEqual([...defined].sort());
});

it.each(definitions.filter(({type}) => type))(
  "the row of $name has its type and labels",
  ({name, type, labels}) => {
    expect(rows.find((row) => row.name === name)).toEqual({name, type, labels});
  }
);

it.each(dashboards)("%s asks for metrics that the code defines, or rules record", (path) => {
  const text = read(path);
  expect(metricNamesIn(text).filter((name) => !defined.has(name))).toEqual([]);
  expect(recordedNamesIn(text).filter((name) => !recorded.includes(name))).toEqual([]);
});

it.each(dashboards)(
  "%s is what Grafana reads: panels with data, a unit and a description, none over another",
  (_, dashboard) => {
    // prettier-ignore
    const {uid, title, schemaVersion, panels} = dashboard;
    expect([uid, title, schemaVersion]).toEqual([expect.stringMatching(/^atalaya-[a-z]+$/), expect.any(String), 39]); // prettier-ignore
    expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const {type, title, description, datasource, gridPos, fieldConfig, targets} of panels) {
      expect(["timeseries", "stat", "bargauge", "table"]).toContain(type);
      expect([title, description.length > 10]).toEqual([title, true]);
      expect(datasource).toEqual({type: "prometheus", uid: "atalaya"});
      expect(fieldConfig.defaults.unit).toMatch(/^(short|s|ops|reqps|bytes|Bps|percentunit)$/);
      expect(new Set(targets.map(({refId}) => refId)).size).toBe(targets.length);
      for (const {expr} of targets) expect([title, expr.length > 5]).toEqual([title, true]);
      const {x, y, w, h} = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let i = x; i < x + w; ++i)
        for (let j = y; j < y + h; ++j) {
          expect([title, taken.has(`${i} ${j}`)]).toEqual([title, false]);
          taken.add(`${i} ${j}`);
        }
    }
  }
);

it("dashboards are provisioned with the data source that their panels name", () => {
  const [source] = (parse(read("infra/grafana/provisioning/datasources/prometheus.yml")) as {datasources: {uid: string; type: string}[]}).datasources; // prettier-ignore
  expect(source).toMatchObject({uid: "atalaya", type: "prometheus"});
  const compose = read("infra/compose.yaml");
  const provider = read("infra/grafana/provisioning/dashboards/atalaya.yml");
  const [, folder] = /path: ([\w/]+)/.exec(provider)!;
  expect(compose).toContain(`- ./grafana/dashboards:${folder}:ro`);
  expect(new Set(dashboards.map(([, {uid}]) => uid)).size).toBe(4);
});
