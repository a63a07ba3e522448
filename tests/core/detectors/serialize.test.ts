import {expect, it} from "vitest";
import {detectors, findDetector} from "../../../src/core/detectors/registry.js";
import {detectorToJson, parseDetector} from "../../../src/core/detectors/serialize.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {DetectorFile} from "../../../src/core/schema/models.js";
import {fixtureMatrix, normalMatrix} from "../forest/fixtures.js";
import {readPeer} from "./peers.js";

const head = {
  features: ["a", "b", "c"],
  training: {
    silver: "0".repeat(64),
    from: "2024-04-19T00:00:00Z",
    until: "2024-04-20T12:00:00.000001Z",
    windowRows: 400,
    rows: 60
  }
};
const train = normalMatrix(60, 3);
const test = normalMatrix(20, 3, 2);
const small = {seed: 42, trees: 5, sampleSize: 32}; // a forest of some; the others know a seed only
const fitted = Object.values(detectors).map((detector) => detector.fit(train, small));
const texts = fitted.map((one) => detectorToJson(one, head));
const fileOf = (name: string) =>
  JSON.parse(texts[fitted.findIndex((one) => one.name === name)]) as DetectorFile;

/** Returns a file of which one array has been changed. */
function altered(name: string, array: string, change: (values: Float64Array) => Float64Array) {
  const file = fileOf(name);
  const bytes = Buffer.from(file.state.arrays[array], "base64");
  const values = new Float64Array(bytes.length / 8).map((_, i) => bytes.readDoubleLE(i * 8));
  file.state.arrays[array] = Buffer.from(change(values).buffer).toString("base64");
  return file;
}

const put = (at: number, value: number) => (values: Float64Array) => values.with(at, value);
const lof = fileOf("local-outlier-factor");

it("parseDetector(detectorToJson(fitted, …)) gives the same scores, and the same bytes again", () => {
  fitted.forEach((one, i) => {
    for (const input of [texts[i], JSON.parse(texts[i]) as unknown]) {
      const read = parseDetector(input);
      expect(read.fitted.score(test)).toEqual(one.score(test));
      expect(read.file).toMatchObject({name: one.name, parameters: one.parameters, ...head});
      expect(detectorToJson(read.fitted, read.file)).toBe(texts[i]);
    }
  });
});

it("detectorToJson(fitted, …) writes arrays as little-endian 64-bit floats, names ascending", () => {
  const {center} = detectors["robust-z-score"]!.fit(train, {seed: 1}).state().arrays;
  const file = fileOf("robust-z-score");
  expect(Buffer.from(file.state.arrays.center, "base64").readDoubleLE(8)).toBe(center[1]);
  expect(Object.keys(file)).toEqual(Object.keys(file).sort());
});

it("detectorToJson(fitted, …) refuses what parseDetector would refuse", () => {
  expect(() => detectorToJson(fitted[0], {...head, features: ["a"]})).toThrow(ModelError);
  const training = {...head.training, rows: 401};
  expect(() => detectorToJson(fitted[0], {...head, training})).toThrow("training.rows is 401");
});

it.each<[string, unknown, string]>([
  ["nothing", undefined, "the file is undefined"],
  ["half a file", texts[0].slice(0, 1000), "not JSON"],
  ["a forest’s file", {...lof, format: "atalaya-model/1"}, 'format is "atalaya-model/1"'],
  ["an unknown field", {...lof, code: ""}, 'an unknown field of the file is "code"'],
  ["an unknown detector", {...lof, name: "toString"}, 'name, not of a detector, is "toString"'],
  ["another detector’s state", {...lof, name: "hbos"}, "length of edges is undefined"],
  ["no features", {...lof, features: []}, "the number of features is 0"],
  ["fewer features", {...lof, features: ["a"]}, "length of reference is 180"],
  ["a parameter too many", {...lof, parameters: {...lof.parameters, x: 1}}, "an unknown parameter"],
  ["no seed", {...lof, parameters: {...lof.parameters, seed: null}}, "invalid seed: an object"],
  ["more rows", {...lof, parameters: {...lof.parameters, rows: 61}}, "invalid rowsGiven: 60"],
  ["fewer rows", {...lof, parameters: {...lof.parameters, rows: 59}}, "length of reference"],
  ["no state", {...lof, state: null}, "state is null"],
  ["a number that is none", {...lof, state: {...lof.state, numbers: {x: "1"}}}, "state.numbers.x"],
  ["a number too many", {...lof, state: {...lof.state, numbers: {x: 1}}}, "unknown field of state"],
  [
    "an array too many",
    {...lof, state: {...lof.state, arrays: {...lof.state.arrays, more: ""}}},
    'an unknown field of state.arrays is "more"'
  ],
  [
    "a name that is none",
    {...lof, state: {...lof.state, arrays: JSON.parse('{"__proto__": ""}') as unknown}},
    "a name of state.arrays"
  ],
  [
    "a thousand arrays",
    {
      ...lof,
      state: {
        ...lof.state,
        arrays: Object.fromEntries(Array.from({length: 1000}, (_, i) => [i, ""]))
      }
    },
    "the number of state.arrays is 1000"
  ],
  [
    "no base64",
    {...lof, state: {...lof.state, arrays: {...lof.state.arrays, fill: "!!!!"}}},
    "state.arrays.fill, not base64,"
  ],
  [
    "half a number",
    {...lof, state: {...lof.state, arrays: {...lof.state.arrays, fill: "AAAA"}}},
    "bytes of state.arrays.fill is 3"
  ],
  ["NaN", altered("hbos", "edges", put(0, NaN)), "a number of state.arrays.edges is NaN"],
  ["a far reference", altered("local-outlier-factor", "reference", put(3, 1e200)), "reference"],
  ["a density of 0", altered("local-outlier-factor", "density", put(3, 0)), "a number of density"],
  ["a negative reach", altered("local-outlier-factor", "reach", put(3, -1)), "a number of reach"],
  ["a short reach", altered("local-outlier-factor", "reach", (x) => x.slice(1)), "length of reach"],
  ["a spread of 0", altered("ecod", "spread", put(2, 0)), "a number of spread is 0"],
  ["values out of order", altered("ecod", "sorted", put(7, 99)), "a number of sorted"],
  ["short moments", altered("ecod", "moments", (x) => x.slice(1)), "length of moments is 8"],
  ["edges out of order", altered("hbos", "edges", put(3, 99)), "a number of edges"],
  ["an endless surprise", altered("hbos", "surprise", put(3, 1e9)), "a number of surprise"],
  ["a coefficient of 0", altered("one-class-svm", "alpha", put(0, 0)), "a number of alpha"],
  [
    "a gamma of 0",
    {
      ...fileOf("one-class-svm"),
      state: {...fileOf("one-class-svm").state, numbers: {gamma: 0, rho: 1}}
    },
    "gamma is 0"
  ]
])("parseDetector(…) refuses %s", (_, input, message) => {
  expect(() => parseDetector(input)).toThrow(ModelError);
  expect(() => parseDetector(input)).toThrow(message);
});

it("parseDetector(…) refuses an array beyond the bound before it is read", () => {
  const huge = {...lof, state: {numbers: {}, arrays: {fill: "A".repeat(2 ** 28)}}};
  expect(() => parseDetector(huge)).toThrow("length of state.arrays.fill is 268435456");
});

/** A damaged file may be read only if the detector it holds can score any row. */
function bear(input: unknown): "refused" | "read" {
  try {
    const {file, fitted: read} = parseDetector(input);
    const columns = file.features.length;
    const values = new Float32Array(5 * columns).fill(NaN, 0, columns);
    values.fill(Infinity, columns, 2 * columns).fill(-3.4e38, 2 * columns, 3 * columns);
    values.fill(1, 3 * columns, 4 * columns);
    const scores = read.score({rows: 5, columns, values});
    for (const score of scores) expect(Number.isFinite(score), String(score)).toBe(true);
    expect(read.describe().title).not.toBe("");
    return "read";
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return "refused";
  }
}

it("parseDetector(text) bears any byte of the text being another: refused, or every score a number", () => {
  const random = seeded(2026);
  const outcomes = {refused: 0, read: 0};
  for (let i = 0; i < 3000; ++i) {
    const text = texts[i % texts.length];
    const at = Math.floor(random() * text.length);
    const byte = String.fromCharCode(Math.floor(random() * 256));
    ++outcomes[bear(text.slice(0, at) + byte + text.slice(at + 1))];
  }
  expect(outcomes.refused).toBeGreaterThan(500);
  expect(outcomes.read).toBeGreaterThan(100); // e.g. another number within bounds
});

it("parseDetector(text) bears any bits of the arrays and of the numbers being others", () => {
  const random = seeded(2027);
  const outcomes = {refused: 0, read: 0};
  const holders = fitted.filter((one) => Object.keys(one.state().arrays).length > 0);
  for (let i = 0; i < 3000; ++i) {
    const file = fileOf(holders[i % holders.length].name);
    const {arrays, numbers} = file.state;
    const names = Object.keys(arrays);
    const name = names[Math.floor(random() * names.length)];
    const bytes = Buffer.from(arrays[name], "base64");
    bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    arrays[name] = bytes.toString("base64");
    for (const number of Object.keys(numbers)) {
      if (random() < 0.2) numbers[number] *= 10 ** Math.floor(random() * 400 - 200);
    }
    ++outcomes[bear(file)];
  }
  expect(outcomes.refused).toBeGreaterThan(100);
  expect(outcomes.read).toBeGreaterThan(1000);
});

it("parseDetector(text) bears parameters of any kind", () => {
  const random = seeded(2029);
  const values: Json[] = [
    null,
    true,
    "",
    "none",
    0,
    -1,
    1,
    2,
    0.5,
    1e9,
    1e300,
    [],
    {},
    [1],
    {a: 1}
  ];
  const outcomes = {refused: 0, read: 0};
  for (let i = 0; i < 2000; ++i) {
    const file = fileOf(fitted[i % fitted.length].name);
    const names = Object.keys(file.parameters);
    const name = names[Math.floor(random() * names.length)];
    file.parameters[name] = values[Math.floor(random() * values.length)];
    ++outcomes[bear(file)];
  }
  expect(outcomes.refused).toBeGreaterThan(1000);
  expect(outcomes.read).toBeGreaterThan(50);
});

it("parseDetector(text) refuses the text cut anywhere", () => {
  const random = seeded(2028);
  for (let i = 0; i < 500; ++i) {
    const text = texts[i % texts.length];
    expect(bear(text.slice(0, Math.floor(random() * text.length)))).toBe("refused");
  }
});

it("parseDetector(text) still reads the files of version 1, and fit still gives their bytes", () => {
  const saved = readPeer<DetectorFile[]>("detector-1"); // as version 1 wrote them
  expect(saved).toHaveLength(7);
  for (const file of saved) {
    const read = parseDetector(file);
    const {seed, maxRows} = file.parameters as {seed: number; maxRows?: number};
    const detector = findDetector(file.name)!;
    const again = detector.fit(fixtureMatrix(), {seed, ...(maxRows && {maxRows})});
    expect(detectorToJson(again, file)).toBe(detectorToJson(read.fitted, file));
  }
});
