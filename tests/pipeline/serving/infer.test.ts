import {beforeAll, expect, it} from "vitest";
import {jsonOf, names, randomRows, requestOf, smallModel, smallApp} from "./small-app.js";

type Service = Awaited<ReturnType<typeof smallApp>>;
interface Output {
  name: string;
  datatype: string;
  shape: number[];
  data: (number | boolean)[];
  parameters?: {binary_data_size: number};
}
interface Answer {
  error?: string;
  outputs: Output[];
}

let service: Service;

beforeAll(async () => {
  service = await smallApp();
});

const matrix = randomRows(7, 9);
const scores = Array.from(smallModel().score(matrix));

/** Returns the body of a request with binary data: JSON, then bytes. */
function binaryOf(head: object, ...parts: ArrayBufferView[]) {
  const json = Buffer.from(JSON.stringify(head));
  const bytes = parts.map(({buffer, byteOffset, byteLength}) => Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)); // prettier-ignore
  return {
    body: Buffer.concat([json, ...bytes]),
    headers: {"inference-header-content-length": String(json.length)}
  };
}

function tensor(datatype: string, values: ArrayBufferView, changes: object = {}) {
  const parameters = {binary_data_size: values.byteLength};
  return {name: "events", shape: [7, 3], datatype, parameters, ...changes};
}

it("infer returns score and alert of each row, in the order of the rows, with the id of the request", async () => {
  const {status, raw, headers} = await service.post(requestOf(matrix, {id: "one"}));
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("application/json");
  expect(jsonOf(raw)).toEqual({
    model_name: "flows",
    model_version: "1",
    id: "one",
    outputs: [
      {name: "score", datatype: "FP64", shape: [7], data: scores},
      {name: "alert", datatype: "BOOL", shape: [7], data: scores.map((score) => score >= 0.5)}
    ]
  });
});

it.each([
  ["FP32", matrix.values],
  ["FP64", Float64Array.from(matrix.values)]
])("infer takes %s as binary data, and returns what it returns for JSON", async (type, values) => {
  const {body, headers} = binaryOf({inputs: [tensor(type, values)]}, values);
  const {status, raw} = await service.post(body, {headers});
  expect(status).toBe(200);
  expect(jsonOf<Answer>(raw).outputs[0].data).toEqual(scores);
});

it.each([
  ["INT8", Int8Array.from([1, -2, 3]), [1, -2, 3]],
  ["UINT8", Uint8Array.from([1, 200, 3]), [1, 200, 3]],
  ["INT16", Int16Array.from([1, -300, 3]), [1, -300, 3]],
  ["UINT16", Uint16Array.from([1, 60_000, 3]), [1, 60_000, 3]],
  ["INT32", Int32Array.from([1, -70_000, 3]), [1, -70_000, 3]],
  ["UINT32", Uint32Array.from([1, 4_000_000_000, 3]), [1, 4_000_000_000, 3]],
  ["INT64", BigInt64Array.from([1n, -5n, 3n]), [1, -5, 3]],
  ["UINT64", BigUint64Array.from([1n, 5n, 3n]), [1, 5, 3]]
])("infer takes %s as binary data", async (type, values, numbers) => {
  const {body, headers} = binaryOf({inputs: [tensor(type, values, {shape: [1, 3]})]}, values);
  const {raw} = await service.post(body, {headers});
  const row = {rows: 1, columns: 3, values: Float32Array.from(numbers)};
  expect(jsonOf<Answer>(raw).outputs[0].data).toEqual(Array.from(smallModel().score(row)));
});

it("infer takes a tensor a feature, in any order, and nested lists", async () => {
  const column = (j: number) => Array.from({length: 7}, (_, i) => matrix.values[3 * i + j]);
  const inputs = [2, 0, 1].map((j) => ({name: names[j], shape: j === 0 ? [7] : [7, 1], datatype: "FP32", data: j === 1 ? column(j).map((one) => [one]) : column(j)})); // prettier-ignore
  const {raw} = await service.post({inputs});
  expect(jsonOf<Answer>(raw).outputs[0].data).toEqual(scores);
  const rows = Array.from({length: 7}, (_, i) => [0, 1, 2].map((j) => matrix.values[3 * i + j]));
  const nested = {inputs: [{name: "x", shape: [7, 3], datatype: "FP64", data: rows}]};
  expect(jsonOf<Answer>((await service.post(nested)).raw).outputs[0].data).toEqual(scores);
});

it("infer returns binary outputs where they are asked for, after the JSON", async () => {
  const outputs = [
    {name: "contributions", parameters: {binary_data: true}},
    {name: "alert", parameters: {binary_data: true}},
    {name: "score"}
  ];
  const {raw, headers} = await service.post(requestOf(matrix, {outputs}));
  const length = Number(headers["inference-header-content-length"]);
  const head = jsonOf<Answer>(raw.subarray(0, length));
  expect(head.outputs.map(({name, parameters}) => [name, parameters])).toEqual([["contributions", {binary_data_size: 168}], ["alert", {binary_data_size: 7}], ["score", undefined]]); // prettier-ignore
  const bytes = raw.subarray(length);
  const {explain} = smallModel();
  const due = Array.from({length: 7}, (_, i) => [...explain!(matrix.values.subarray(3 * i, 3 * i + 3)).contributions]); // prettier-ignore
  const given = Array.from({length: 21}, (_, i) => bytes.readDoubleLE(8 * i));
  expect(given).toEqual(due.flat());
  expect([...bytes.subarray(168)]).toEqual(scores.map((score) => Number(score >= 0.5)));
  const all = await service.post(requestOf(matrix, {parameters: {binary_data_output: true}}));
  expect(all.headers["content-type"]).toBe("application/octet-stream");
  expect(all.raw.subarray(-63, -7).readDoubleLE(0)).toBe(scores[0]);
});

it("infer takes null as a missing value: NaN, which goes right at every split", async () => {
  const inputs = [{name: "x", shape: [1, 3], datatype: "FP32", data: [1, null, 3]}];
  const row = {rows: 1, columns: 3, values: Float32Array.of(1, NaN, 3)};
  const {raw} = await service.post({inputs});
  expect(jsonOf<Answer>(raw).outputs[0].data).toEqual(Array.from(smallModel().score(row)));
});

it("infer of no rows returns no scores", async () => {
  const inputs = [{name: "x", shape: [0, 3], datatype: "FP32", data: []}];
  expect(jsonOf<Answer>((await service.post({inputs})).raw).outputs[0]).toMatchObject({shape: [0], data: []}); // prettier-ignore
});

it("a model without a threshold has no alerts, and one that cannot explain no contributions", async () => {
  const other = await smallApp();
  other.served.model = smallModel(2, {threshold: null, explain: null});
  await other.models.reload();
  const metadata = await other.app.inject("/v2/models/flows");
  expect(metadata.json().outputs).toEqual([{name: "score", datatype: "FP64", shape: [-1]}]);
  const {status, raw} = await other.post(requestOf(matrix, {outputs: [{name: "alert"}]}));
  expect([status, jsonOf(raw)]).toEqual([400, {error: 'unknown output: "alert"; the model has score'}]); // prettier-ignore
});

const one = (changes: object) => ({inputs: [{name: "x", shape: [1, 3], datatype: "FP32", data: [1, 2, 3], ...changes}]}); // prettier-ignore

it.each<[string, unknown, number, RegExp]>([
  ["no JSON", "{", 400, /^invalid JSON/],
  ["NaN in JSON", '{"inputs":[{"data":[NaN]}]}', 400, /a missing value is null/],
  ["no UTF-8", Buffer.from([0xff, 0xfe]), 400, /^invalid JSON/],
  ["a list", [], 400, /^invalid the request|it is a JSON object/],
  ["no inputs", {}, 400, /^missing inputs/],
  ["empty inputs", {inputs: []}, 400, /^missing inputs/],
  ["an input that is no object", {inputs: [1]}, 400, /^invalid inputs\[0\]/],
  ["an id that is no text", {...one({}), id: 1}, 400, /^invalid id/],
  ["no datatype", one({datatype: undefined}), 400, /^missing datatype/],
  ["a datatype of texts", one({datatype: "BYTES"}), 400, /^unsupported datatype/],
  ["a datatype of the prototype", one({datatype: "toString"}), 400, /^unsupported datatype/],
  ["no shape", one({shape: undefined}), 400, /^missing shape/],
  ["a negative size", one({shape: [-1, 3]}), 400, /^invalid shape/],
  ["another shape", one({shape: [3, 1]}), 400, /it is \[rows, 3\]/],
  ["too few elements", one({data: [1, 2]}), 400, /2 elements; its shape has 3/],
  ["too many elements", one({data: [1, 2, 3, 4]}), 400, /4 elements/],
  ["an element that is a text", one({data: [1, "2", 3]}), 400, /is no number/],
  ["deep lists", one({data: [[[1, 2, 3]]]}), 400, /is no number/],
  ["no data", one({data: undefined}), 400, /^missing data/],
  ["an unknown input", {inputs: [...one({}).inputs, ...one({name: "y"}).inputs]}, 400, /^unknown input/], // prettier-ignore
  ["a feature alone", one({name: "a", shape: [3]}), 400, /^missing inputs: b, c/],
  ["an unknown output", {...one({}), outputs: [{name: "label"}]}, 400, /^unknown output/],
  ["an output twice", {...one({}), outputs: [{name: "score"}, {name: "score"}]}, 400, /^duplicate/],
  ["classification", {...one({}), outputs: [{name: "score", parameters: {classification: 2}}]}, 400, /^unsupported/], // prettier-ignore
  ["a parameter of another type", {...one({}), parameters: {binary_data_output: "yes"}}, 400, /^invalid binary_data_output/], // prettier-ignore
  ["too many rows", one({shape: [10_001, 3]}), 413, /^too many rows/],
  ["binary data that are not there", one({data: undefined, parameters: {binary_data_size: 12}}), 400, /0 bytes are there/] // prettier-ignore
])("infer rejects %s, and says why", async (_, payload, status, message) => {
  const response = await service.post(payload);
  expect(response.status).toBe(status);
  expect(jsonOf<Answer>(response.raw).error).toMatch(message);
});

it.each<[string, object, ArrayBufferView, string | undefined, RegExp]>([
  ["a size that does not fit the shape", tensor("FP32", new Uint8Array(80)), new Uint8Array(80), undefined, /need 84/], // prettier-ignore
  ["bytes that belong to no input", tensor("FP32", matrix.values), new Uint8Array(100), undefined, /16 bytes after/], // prettier-ignore
  ["a header that is no number", tensor("FP32", matrix.values), matrix.values, "1e3", /Inference-Header-Content-Length/], // prettier-ignore
  ["a header above the body", tensor("FP32", matrix.values), matrix.values, "99999", /Inference-Header-Content-Length/], // prettier-ignore
  ["data in both forms", tensor("FP32", matrix.values, {data: []}), matrix.values, undefined, /^ambiguous data/] // prettier-ignore
])("infer rejects binary data with %s", async (_, input, bytes, length, message) => {
  const {body, headers} = binaryOf({inputs: [input]}, bytes);
  const given = length === undefined ? headers : {"inference-header-content-length": length};
  const {status, raw} = await service.post(body, {headers: given});
  expect([status, jsonOf<Answer>(raw).error]).toEqual([400, expect.stringMatching(message)]);
});
