import {expect, it} from "vitest";
import {decodeOnnx, encodeOnnx, maxValues} from "../../../pipeline/exchange/onnx-file.js";
import type {OnnxModel} from "../../../pipeline/exchange/onnx-messages.js";
import {ModelError} from "../../../src/core/forest/check.js";
import {fixture} from "./models.js";

const bytes = (...values: (number | number[] | string)[]) =>
  Uint8Array.from(
    values.flatMap((value) => (typeof value === "string" ? [...Buffer.from(value)] : value))
  );

it("encodeOnnx(model) writes the bytes that the specification says, by hand", () => {
  const model: OnnxModel = {
    irVersion: 4,
    graph: {
      node: [
        {input: ["x"], output: [], attribute: [{name: "a", ints: [1, 300], floats: [1], type: 7}]}
      ],
      initializer: [{dims: [1], dataType: 1, floatData: [2]}],
      input: [],
      output: []
    },
    opsetImport: [{domain: "", version: 9}],
    metadataProps: []
  };
  // A key is 8 × the number of the field + how it is written: 0 a whole number, 2 bytes, 5 four bytes.
  const attribute = bytes(
    0x0a,
    1,
    "a",
    0x3d,
    0,
    0,
    0x80,
    0x3f,
    0x40,
    1,
    0x40,
    0xac,
    0x02,
    0xa0,
    0x01,
    7
  );
  const node = bytes(0x0a, 1, "x", 0x2a, attribute.length, [...attribute]);
  const tensor = bytes(0x08, 1, 0x10, 1, 0x22, 4, 0, 0, 0, 0x40);
  const graph = bytes(0x0a, node.length, [...node], 0x2a, tensor.length, [...tensor]);
  const expected = bytes(0x08, 4, 0x3a, graph.length, [...graph], 0x42, 4, 0x0a, 0, 0x10, 9);
  expect(Buffer.from(encodeOnnx(model)).toString("hex")).toBe(
    Buffer.from(expected).toString("hex")
  );
});

it("decodeOnnx(bytes) reads lists that are packed and lists that are not, and skips what it does not know", () => {
  const packed = bytes(0x0a, 1, "a", 0x42, 4, 1, 0xac, 0x02, 5, 0x3a, 4, 0, 0, 0x80, 0x3f, 0x40, 6);
  const node = bytes(0x2a, packed.length, [...packed], 0x9a, 0x06, 2, 1, 2); // field 99 is of another time
  const graph = bytes(0x0a, node.length, [...node]);
  const model = decodeOnnx(bytes(0x3a, graph.length, [...graph]));
  const [attribute] = model.graph!.node[0].attribute;
  expect(attribute).toEqual({name: "a", ints: [1, 300, 5, 6], floats: [1], strings: []});
});

it("decodeOnnx(encodeOnnx(model)) is the model, with negative and great whole numbers", () => {
  const model = decodeOnnx(fixture("forest.onnx"));
  const [gather] = model.graph!.node;
  gather.attribute[0].ints = [-1, 2 ** 40, -(2 ** 52), 0];
  expect(decodeOnnx(encodeOnnx(model))).toEqual(model);
});

it("encodeOnnx(decodeOnnx(bytes)) are the bytes that the Protocol Buffers of Python wrote", () => {
  for (const name of ["forest.onnx", "bootstrap.onnx"])
    expect(Buffer.compare(encodeOnnx(decodeOnnx(fixture(name))), fixture(name))).toBe(0);
});

it.each<[string, Uint8Array]>([
  ["a length beyond the end", bytes(0x3a, 100, 0x0a)],
  ["a length of 4 GB", bytes(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  ["a whole number without end", bytes(0x08, Array(20).fill(0xff) as number[])],
  ["a graph that is a number", bytes(0x38, 1)],
  ["a number that is a text", bytes(0x0a, 1, 65)],
  ["a group that is not closed", bytes(0xfb, 0x07, 0x0b)],
  [
    "an inner message longer than its outer",
    bytes(0x3a, 2, 0x0a, 50, Array(60).fill(0) as number[])
  ],
  ["field 0", bytes(0x07)]
])("decodeOnnx(bytes) refuses %s", (_, damaged) => {
  expect(() => decodeOnnx(damaged)).toThrow(ModelError);
  expect(() => decodeOnnx(damaged)).toThrow(
    "invalid ONNX: the bytes end early or are no such file"
  );
});

it("decodeOnnx(bytes) refuses more values than it says, without making them first", () => {
  const nodes = new Uint8Array(2 * (maxValues / 8 + 1)); // each an empty node: 2 bytes
  for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
  const length = nodes.length;
  const header = [
    0x3a,
    (length & 127) | 128,
    ((length >> 7) & 127) | 128,
    ((length >> 14) & 127) | 128,
    length >> 21
  ];
  const file = Buffer.concat([Uint8Array.from(header), nodes]);
  expect(() => decodeOnnx(file)).toThrow(`more than ${maxValues} values`);
});
