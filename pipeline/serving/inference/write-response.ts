import type {ServedModel} from "../served-model.js";
import type {OutputTensor} from "./outputs.js";

/** The body of a response, and the bytes of its JSON if binary data follow; null if none do. */
export interface InferenceResponse {
  body: Buffer;
  headerLength: number | null;
}

/** Returns the response of *model* to the request with *id*. */
export function writeResponse(
  {name, version}: Pick<ServedModel, "name" | "version">,
  id: string | null,
  outputs: readonly OutputTensor[]
): InferenceResponse {
  const head = {
    model_name: name,
    model_version: version,
    ...(id !== null && {id}),
    outputs: outputs.map(headOf)
  };
  const text = Buffer.from(JSON.stringify(head));
  const binary = outputs.filter(({isBinary}) => isBinary);
  if (binary.length === 0) return {body: text, headerLength: null};
  return {
    body: Buffer.concat([text, ...binary.map(({values}) => bytesOf(values))]),
    headerLength: text.length
  };
}

function headOf({name, datatype, shape, values, isBinary}: OutputTensor) {
  if (isBinary) return {name, datatype, shape, parameters: {binary_data_size: values.byteLength}};
  const data =
    datatype === "BOOL" ? Array.from(values, (value) => value === 1) : Array.from(values);
  return {name, datatype, shape, data};
}

function bytesOf({buffer, byteOffset, byteLength}: OutputTensor["values"]): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
