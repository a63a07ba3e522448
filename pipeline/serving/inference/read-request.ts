import {InvalidRequest} from "./invalid-request.js";

/** Parameters as the protocol has them, each of which may be anything. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A tensor of a request: its head, and its data as JSON or as bytes. */
export interface InputTensor {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown[] | Uint8Array;
}

/** An output that a request asks for. */
export interface RequestedOutput {
  name: string;

  /** Whether its data follow the JSON as bytes. */
  isBinary: boolean;
}

/** A request for inference, read: its parts are there, of their types and within bounds; what they mean is not checked. */
export interface InferenceRequest {
  id: string | null;
  inputs: InputTensor[];

  /** The outputs that it names; null for all that cost nothing. */
  outputs: RequestedOutput[] | null;

  /** Whether outputs that it does not name are to be binary. */
  isBinary: boolean;
}

/** The most inputs and outputs, and characters of a name and an id. */
const limits = {tensors: 1024, name: 256, id: 1024} as const;

/**
 * Reads a request for inference: the JSON of *body*, of which there are *headerLength* bytes if binary data follow them, else null.
 * Throws an InvalidRequest that names the fault.
 */
export function readInferenceRequest(
  body: Uint8Array,
  headerLength: string | undefined
): InferenceRequest {
  const length = readHeaderLength(headerLength, body.length);
  const head = objectOf(parse(body.subarray(0, length)), "the request");
  const parameters = maybeParameters(head.parameters, "parameters");
  const {id} = head;
  if (id !== undefined && !(typeof id === "string" && id.length <= limits.id))
    throw new InvalidRequest(`invalid id: it is a string of at most ${limits.id} characters`);
  const binary = readTail(body.subarray(length));
  const inputs = listOf(head.inputs, "inputs").map((input, i) => readInput(input, i, binary));
  if (inputs.length === 0) throw new InvalidRequest("missing inputs: name at least one tensor");
  binary.end();
  const isBinary = isTrue(parameters, "binary_data_output", "parameters");
  const outputs =
    head.outputs === undefined
      ? null
      : listOf(head.outputs, "outputs").map((output, i) => readOutput(output, i, isBinary));
  return {id: (id as string | undefined) ?? null, inputs, outputs: outputs?.length ? outputs : null, isBinary}; // prettier-ignore
}

function readHeaderLength(text: string | undefined, bytes: number): number {
  if (text === undefined) return bytes;
  const length = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (length <= bytes) return length;
  throw new InvalidRequest(
    `invalid Inference-Header-Content-Length: it is an integer of at most the ${bytes} bytes of the body`
  );
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", {fatal: true}).decode(bytes));
  } catch (error) {
    const literal = /NaN|Infinity/.test(String((error as Error).message));
    const remedy = literal ? "; a missing value is null, an infinite one needs binary data" : "";
    throw new InvalidRequest(`invalid JSON in the body${remedy}`, 400);
  }
}

/** The binary data of a request, which tensors take in their order. */
interface Tail {
  take(bytes: number, name: string): Uint8Array;

  /** Throws an InvalidRequest unless all were taken. */
  end(): void;
}

function readTail(bytes: Uint8Array): Tail {
  let at = 0;
  return {
    take(length, name) {
      if (!(length <= bytes.length - at))
        throw new InvalidRequest(
          `invalid binary_data_size of ${quoted(name)}: ${length}, and ${bytes.length - at} bytes are there`
        );
      return bytes.subarray(at, (at += length));
    },
    end() {
      if (at < bytes.length)
        throw new InvalidRequest(
          `unknown binary data: ${bytes.length - at} bytes after those of the inputs; each input with data there has parameters.binary_data_size`
        );
    }
  };
}

function readInput(value: unknown, i: number, binary: Tail): InputTensor {
  const what = `inputs[${i}]`;
  const input = objectOf(value, what);
  const name = nameOf(input.name, what);
  const {datatype, data} = input;
  if (typeof datatype !== "string")
    throw new InvalidRequest(`missing datatype of ${quoted(name)}; e.g., FP32`);
  const shape = listOf(input.shape, `shape of ${quoted(name)}`, 8).map((size) => {
    if (Number.isSafeInteger(size) && (size as number) >= 0) return size as number;
    throw new InvalidRequest(
      `invalid shape of ${quoted(name)}: its sizes are integers of 0 or more`
    );
  });
  const size = maybeParameters(input.parameters, what).binary_data_size;
  if (size === undefined) {
    if (Array.isArray(data)) return {name, shape, datatype, data};
    throw new InvalidRequest(
      `missing data of ${quoted(name)}: a list, or parameters.binary_data_size and bytes after the JSON`
    );
  }
  if (data !== undefined)
    throw new InvalidRequest(`ambiguous data of ${quoted(name)}: in JSON, and as binary data`);
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new InvalidRequest(
      `invalid binary_data_size of ${quoted(name)}: it is an integer of 0 or more`
    );
  return {name, shape, datatype, data: binary.take(size as number, name)};
}

function readOutput(value: unknown, i: number, isBinary: boolean): RequestedOutput {
  const what = `outputs[${i}]`;
  const output = objectOf(value, what);
  const parameters = maybeParameters(output.parameters, what);
  if (parameters.classification)
    throw new InvalidRequest("unsupported parameter: classification; scores are no classes");
  return {
    name: nameOf(output.name, what),
    isBinary:
      parameters.binary_data === undefined ? isBinary : isTrue(parameters, "binary_data", what)
  };
}

function isTrue(parameters: Parameters, name: string, what: string): boolean {
  const value = parameters[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new InvalidRequest(`invalid ${name} of ${what}: it is true or false`);
}

function maybeParameters(value: unknown, what: string): Parameters {
  return value === undefined || value === null ? {} : objectOf(value, `parameters of ${what}`);
}

function objectOf(value: unknown, what: string): Parameters {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Parameters;
  throw new InvalidRequest(`invalid ${what}: it is a JSON object`);
}

function listOf(value: unknown, what: string, max: number = limits.tensors): unknown[] {
  if (!Array.isArray(value)) throw new InvalidRequest(`missing ${what}: it is a list`);
  if (value.length > max)
    throw new InvalidRequest(`too many elements in ${what}: ${value.length}; ${max} at most`);
  return value;
}

function nameOf(value: unknown, what: string): string {
  if (typeof value === "string" && value.length > 0 && value.length <= limits.name) return value;
  throw new InvalidRequest(
    `invalid name of ${what}: it is a string of at most ${limits.name} characters`
  );
}

/** Returns *text* as a message shows it: quoted, and short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
