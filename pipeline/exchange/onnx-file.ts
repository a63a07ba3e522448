import protobuf from "protobufjs";
import type {Field, Reader, Type} from "protobufjs";
import {ModelError} from "../../src/core/forest/check.js";
import {onnxMessages} from "./onnx-messages.js";
import type {OnnxModel} from "./onnx-messages.js";

/** The messages, each with its version: without one, zeros would be omitted and all lists packed. */
const messages = Object.entries(onnxMessages).map(([name, message]) => [
  name,
  {...message, edition: "proto2"}
]);
const root = protobuf.Root.fromJSON({nested: Object.fromEntries(messages)}).resolveAll();
const modelType = root.lookupType("Model");

/** The values that a file may hold, all lists together; at some 12 a node, 1.4 million nodes. */
export const maxValues = 2 ** 24;

/** The lists of texts and messages that a file may hold are this much shorter, since each takes memory. */
const weight = 8;

/** Returns *model* as the bytes of an ONNX file; equal models have equal bytes. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return modelType.encode(model as unknown as {[name: string]: unknown}).finish();
}

/**
 * Reads the bytes of an ONNX file, as far as `onnxMessages` knows its fields. Nothing in it is trusted:
 * throws a ModelError if it is truncated or not ONNX, or holds more values than `maxValues`; lists grow
 * only as far as there are bytes for them.
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  const budget = {left: maxValues};
  try {
    const reader = protobuf.Reader.create(bytes);
    return readMessage(reader, modelType, bytes.length, budget) as unknown as OnnxModel;
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError("invalid ONNX: the bytes end early or are no such file; is it complete?", {
      cause: error
    });
  }
}

type Message = {[name: string]: unknown};

function readMessage(reader: Reader, type: Type, end: number, budget: {left: number}): Message {
  const message: Message = {};
  for (const field of type.fieldsArray) if (field.repeated) message[field.name] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3] as Field | undefined;
    if (!field) reader.skipType(tag & 7);
    else if (field.repeated)
      readInto(message[field.name] as unknown[], reader, field, tag & 7, budget);
    else message[field.name] = readValue(reader, field, tag & 7, budget);
  }
  if (reader.pos !== end) throw new RangeError(`a message ends at ${reader.pos}, not at ${end}`);
  return message;
}

/** Appends one value to *list*, or those of a packed run. */
function readInto(
  list: unknown[],
  reader: Reader,
  field: Field,
  wire: number,
  budget: {left: number}
): void {
  if (wire !== 2 || !(field.type in wireTypes)) {
    list.push(readValue(reader, field, wire, budget));
    return;
  }
  const length = reader.uint32();
  const end = reader.pos + length;
  if (!(end <= reader.len)) throw new RangeError(`a list ends at ${end} of ${reader.len}`);
  while (reader.pos < end) list.push(readValue(reader, field, wireTypes[field.type], budget));
  if (reader.pos !== end) throw new RangeError(`a list ends at ${reader.pos}, not at ${end}`);
}

/** The encodings of numbers: 0 in as many bytes as they need, 5 in four. */
const wireTypes: {[type: string]: number} = {int64: 0, int32: 0, float: 5};

function readValue(reader: Reader, field: Field, wire: number, budget: {left: number}): unknown {
  const isNumber = field.type in wireTypes;
  budget.left -= isNumber ? 1 : weight;
  if (budget.left < 0) {
    throw new ModelError(
      `invalid ONNX: it holds more than ${maxValues} values; such files are not read`
    );
  }
  if (wire !== (isNumber ? wireTypes[field.type] : 2)) {
    throw new RangeError(`${field.name} is written as ${wire}`);
  }
  if (field.type === "float") return reader.float();
  if (isNumber) return Number(reader.int64());
  if (field.type === "bytes") return reader.bytes();
  if (field.type === "string") return reader.string();
  const end = reader.uint32() + reader.pos;
  if (!(end <= reader.len)) throw new RangeError(`a message ends at ${end} of ${reader.len}`);
  return readMessage(reader, field.resolvedType as Type, end, budget);
}
