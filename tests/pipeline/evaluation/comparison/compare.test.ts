import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {detectorNames} from "../../../../src/core/detectors/detector.js";
import {detectors} from "../../../../src/core/detectors/registry.js";
import {parseDetector} from "../../../../src/core/detectors/serialize.js";
import {encodeForest, modelToJson, parseModel} from "../../../../src/core/forest/serialize.js";
import {modelFeatures} from "../../../../src/core/features/list.js";
import {readMatrix} from "../../../../pipeline/duckdb/matrix.js";
import {literal} from "../../../../pipeline/duckdb/session.js";
import {fileKey} from "../../../../pipeline/artifacts/artifacts.js";
import type {ModelsPage} from "../../../../src/core/schema/models-page.js";
import {normalFlows} from "../../small-log.js";
import {evaluationOf, labelledFlows, sharedEvaluation} from "../small-evaluation.js";

const isCompared = (name: string) => name === "ml-isolation-forest" || name in detectors;
const names = detectorNames.filter(isCompared);
const quoted = names.map((name) => `"${name}"`).join(", ");

type Row = {event_id: bigint; attack: number; score: number} & Record<string, number>;

it("compare(…) scores the same held-out events with every detector, as its file does", async () => {
  const {read, session, context, chain, path} = await sharedEvaluation(labelledFlows(), 40);
  const comparison = (await read<ModelsPage>("published/models.json")).comparison!;
  expect(comparison).toMatchObject({events: 330, of: 330, window: "test", labelled: 330});
  expect(comparison.detectors.map(({name}) => name)).toEqual(names);
  const features = modelFeatures.map(({name}) => name);
  const file = literal(await path("comparison.parquet"));
  const rows = await session.rows<Row>(
    `SELECT ${quoted}, event_id, attack::DOUBLE AS attack, score FROM read_parquet(${file}) JOIN published.events USING (event_id) ORDER BY event_id`
  );
  expect(rows).toHaveLength(330);
  expect(rows.map((row) => row["isolation-forest"])).toEqual(rows.map(({score}) => score));
  const matrix = await readMatrix(
    session,
    `SELECT ${features.join(", ")} FROM published.events JOIN read_parquet(${file}) USING (event_id) ORDER BY event_id`,
    features.length,
    330
  );
  for (const {path} of chain.models.facts.detectors as {path: string}[]) {
    const bytes = await context.stores.models.read(fileKey(chain.models, path));
    const {fitted} = parseDetector(new TextDecoder().decode(bytes));
    expect(Float64Array.from(rows, (row) => row[fitted.name])).toEqual(fitted.score(matrix));
  }
});

it("compare(…) counts what each found as a plain count over its scores does", async () => {
  const {read, session, path} = await sharedEvaluation(labelledFlows(), 40);
  const comparison = (await read<ModelsPage>("published/models.json")).comparison!;
  const rows = await session.rows<Row>(
    `SELECT ${quoted}, attack::DOUBLE AS attack FROM read_parquet(${literal(await path("comparison.parquet"))}) JOIN published.events USING (event_id)`
  );
  const attacks = rows.filter(({attack}) => attack === 1);
  const benign = rows.filter(({attack}) => attack === 0);
  expect(comparison).toMatchObject({attacks: 30, baseRate: 30 / 330});
  expect(comparison.budget).toBe(Math.round((40 / 630) * 330));
  for (const {name, auroc, alerts, recallAtBudget, precisionAtBudget} of comparison.detectors) {
    let wins = 0;
    for (const a of attacks)
      for (const b of benign) wins += a[name] > b[name] ? 1 : a[name] === b[name] ? 0.5 : 0;
    expect(auroc).toBeCloseTo(wins / (attacks.length * benign.length), 12);
    const line = rows.map((row) => row[name]).toSorted((a, b) => b - a)[alerts - 1];
    expect(rows.filter((row) => row[name] >= line)).toHaveLength(alerts);
    const caught = attacks.filter((row) => row[name] >= line).length;
    expect(recallAtBudget).toBe(caught / 30);
    expect(precisionAtBudget).toBe(caught / alerts);
  }
  const [first] = comparison.detectors;
  expect(first).toMatchObject({name: "isolation-forest", spearman: 1, overlap: 1});
});

it("compare(…) says what it can without labels, and its numbers are recorded", async () => {
  const {read, manifest} = await evaluationOf(normalFlows(300));
  const comparison = (await read<ModelsPage>("published/models.json")).comparison!;
  expect(comparison).toMatchObject({labelled: 0, attacks: 0, baseRate: null});
  for (const detector of comparison.detectors) {
    expect(detector).toMatchObject({ap: null, auroc: null, recallAtBudget: null});
    expect(detector.overlap).toBeGreaterThanOrEqual(0);
    expect(detector.title.length * detector.method.length).toBeGreaterThan(0);
  }
  const recorded = manifest.facts.metrics as {model: string; window: string; name: string}[];
  for (const name of names) {
    expect(recorded).toContainEqual(
      expect.objectContaining({model: name, window: "comparison", name: "spearman"})
    );
  }
});

it("compare(…) scores an external model by the names of its columns", async () => {
  const {read} = await evaluationOf(labelledFlows());
  const {file, forest} = parseModel(await read("published/model.json"));
  const last = forest.columns - 1;
  const text = modelToJson({
    ...file,
    features: file.features.toReversed(),
    profile: {...file.profile, values: file.profile.values.toReversed()},
    forest: encodeForest({
      ...forest,
      feature: forest.feature.map((column) => (column < 0 ? column : last - column))
    })
  });
  const sha256 = createHash("sha256").update(text).digest("hex");
  const again = await evaluationOf(labelledFlows(), 20, 1, {text, sha256});
  const comparison = (await again.read<ModelsPage>("published/models.json")).comparison!;
  expect(comparison.detectors.at(-1)).toMatchObject({name: "external-model", sha256, spearman: 1});
  const rows = await again.session.rows<Row>(
    `SELECT * FROM read_parquet(${literal(await again.path("comparison.parquet"))})`
  );
  expect(rows.map((row) => row["external-model"])).toEqual(
    rows.map((row) => row["isolation-forest"])
  );
  expect(again.chain.models.inputs).toContainEqual({name: "model", sha256});
});
