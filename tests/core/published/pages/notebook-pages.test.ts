import {expect, it} from "vitest";
import {spearman} from "../../../../src/core/evaluation/agreement.js";
import {modelFeatures} from "../../../../src/core/features/list.js";
import {stretchOf} from "../../../../src/core/published/profile/volume.js";
import type {LogProfile} from "../../../../src/core/schema/log-profile.js";
import type {ModelsPage} from "../../../../src/core/schema/models-page.js";
import type {ThreeMethodsPage} from "../../../../src/core/schema/three-methods.js";
import {labelledFlows, sharedEvaluation} from "../../../pipeline/evaluation/small-evaluation.js";

const flows = labelledFlows();
const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((n, row) => n + of(row), 0); // prettier-ignore
const profile = async () =>
  (await sharedEvaluation(flows)).read<LogProfile>("published/log-profile.json");

it("logProfilePage(tables, findings) counts every event once in each of its parts", async () => {
  const page = await profile();
  const {volume, columns, windows, labels, featureValues, hosts, lines} = page;
  expect([page.events, lines.accepted, sum(volume.bins, ({events}) => events)]).toEqual([630, 630, 630]); // prettier-ignore
  expect(sum(volume.bins, ({attacks}) => attacks)).toBe(30);
  for (const {values} of columns.filter(({column}) => column !== "dst_port"))
    expect(sum(values, ({events}) => events)).toBe(630);
  expect(sum(windows, ({attacks, benign}) => attacks + benign)).toBe(630);
  expect(labels).toContainEqual({label: "port scan", attack: 1, training: 0, test: 30});
  for (const {feature} of page.features) {
    const own = featureValues.filter((values) => values.feature === feature);
    expect(sum(own, ({counts}) => sum(counts, (n) => n))).toBe(630);
  }
  expect(hosts[0].distinct).toBe(new Set(flows.map(({src}) => src)).size);
  expect(hosts[1].distinct).toBe(new Set(flows.map(({dst}) => dst)).size);
});

it("logProfilePage(tables, findings) counts as new what no earlier stretch has", async () => {
  const {periods} = await profile();
  const seen = new Set<string>();
  const fresh = new Map<number, number>();
  for (const {ts, dst} of flows) {
    const time = Math.floor((ts * 1000) / periods.step) * periods.step;
    if (!seen.has(dst!)) fresh.set(time, (fresh.get(time) ?? 0) + 1);
    seen.add(dst!);
  }
  const found = periods.rows.filter(({newDestinations}) => newDestinations > 0);
  expect(found.map(({time, newDestinations}) => [time, newDestinations])).toEqual([...fresh]);
});

it("logProfilePage(tables, findings) correlates the features of the events of the window", async () => {
  const {correlation} = await profile();
  const {query} = await sharedEvaluation(flows);
  const [a, b] = [modelFeatures[0].name, modelFeatures[3].name];
  const rows = await query<{a: number; b: number}>(
    `SELECT ${a} AS a, ${b} AS b FROM published.events ORDER BY time LIMIT ${correlation.events}`
  );
  const expected = spearman(rows.map((row) => row.a), rows.map((row) => row.b)); // prettier-ignore
  if (Number.isNaN(expected)) expect(correlation.rho[0][3]).toBeNull();
  else expect(correlation.rho[0][3]).toBeCloseTo(expected, 12);
});

it("stretchOf(first, last) has at most 200 stretches, of any log", () => {
  const minute = 60_000;
  for (const last of [0, 1, 199, 200, 5000, 1e5, 1e7, 1e9].map((minutes) => minutes * minute)) {
    const step = stretchOf(0, last);
    expect(Math.floor(last / step) + 1).toBeLessThanOrEqual(200);
  }
  expect([stretchOf(0, 0), stretchOf(0, 200 * minute)]).toEqual([minute, 5 * minute]);
});

it("threeMethodsPage(tables, findings, scores) raises what the comparison of all detectors raises, event by event", async () => {
  const {read} = await sharedEvaluation(flows);
  const {comparison} = await read<ThreeMethodsPage>("published/three-methods.json");
  const models = (await read<ModelsPage>("published/models.json")).comparison!;
  const {methods, sets, pairs, listed, raised, events} = comparison!;
  for (const [i, own] of methods.entries()) {
    const other = models.detectors.find(({name}) => name === own.method)!;
    expect([own.alerts, own.ap, own.auroc]).toEqual([other.alerts, other.ap, other.auroc]);
    expect(own.truePositives / (own.truePositives + own.falsePositives)).toBe(other.precisionAtBudget); // prettier-ignore
    const within = sets.filter((set) => set.raised[i]);
    expect(within.reduce((sum, set) => sum + set.events, 0)).toBe(own.alerts);
    expect(within.reduce((sum, set) => sum + set.attacks, 0)).toBe(own.truePositives);
    const rows = listed.filter((event) => event.raised[i]);
    expect(rows).toHaveLength(own.alerts);
    expect(rows.filter(({attack}) => attack === 1)).toHaveLength(own.truePositives);
    expect(Math.max(...rows.map(({ranks}) => ranks[i]))).toBeLessThanOrEqual(own.alerts);
  }
  expect(sets.reduce((sum, set) => sum + set.events, 0)).toBe(events);
  expect(listed).toHaveLength(raised);
  expect(pairs[0].spearman).toBe(
    models.detectors.find(({name}) => name === "local-outlier-factor")!.spearman
  );
});
