import {datatypes} from "../inference/datatypes.js";

/** The JSON schema of an object of *properties*, all of which it has. */
export function object(properties: {[name: string]: object}, optional: string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return {type: "object", properties, ...(required.length > 0 && {required})};
}

/** The JSON schema of a list of *items*. */
export function list(items: object, bounds: object = {}): object {
  return {type: "array", items, ...bounds};
}

export const text = {type: "string"};
export const integer = {type: "integer"};
export const number = {type: "number"};
export const maybe = (type: string) => ({type: [type, "null"]});

/** The JSON schema of an object with one boolean. */
export function flag(name: string): object {
  return object({[name]: {type: "boolean"}});
}

/** A response in JSON. */
export function answer(description: string, schema: object) {
  return {description, content: {"application/json": {schema}}};
}

/** A response that names a fault. */
export function fault(description: string) {
  return answer(description, object({error: text}));
}

/** The parameters of a path that name a model, and a version of it. */
export const modelParams = {
  name: {type: "string", minLength: 1, maxLength: 64}
};
export const versionParams = {
  ...modelParams,
  version: {type: "string", minLength: 1, maxLength: 64}
};

const parameters = {type: "object", additionalProperties: true};

/** The JSON schema of a request for inference. */
export const inferenceRequest = object(
  {
    id: {type: "string", maxLength: 1024},
    parameters,
    inputs: list(
      object(
        {
          name: {type: "string", minLength: 1, maxLength: 256},
          shape: list({type: "integer", minimum: 0}, {minItems: 1, maxItems: 8}),
          datatype: {type: "string", enum: Object.keys(datatypes)},
          parameters,
          data: {type: "array"}
        },
        ["parameters", "data"]
      ),
      {minItems: 1, maxItems: 1024}
    ),
    outputs: list(
      object({name: {type: "string", minLength: 1, maxLength: 256}, parameters}, ["parameters"]),
      {maxItems: 1024}
    )
  },
  ["id", "parameters", "outputs"]
);

/** The JSON schema of a response to it. */
export const inferenceResponse = object(
  {
    model_name: text,
    model_version: text,
    id: text,
    outputs: list(
      object(
        {
          name: text,
          shape: list(integer),
          datatype: text,
          parameters: object({binary_data_size: integer}),
          data: {type: "array"}
        },
        ["parameters", "data"]
      )
    )
  },
  ["id"]
);

const tensorHead = object({name: text, datatype: text, shape: list(integer)});

/** The JSON schema of the metadata of the service. */
export const serverMetadata = object({
  name: text,
  version: text,
  extensions: list(text),
  models: list(object({name: text, version: text, reference: text, sha256: text})),
  failures: list(object({name: text, message: text, at: text, attempts: integer}))
});

/** The JSON schema of the metadata of a model. */
export const modelMetadata = object({
  name: text,
  versions: list(text),
  platform: text,
  inputs: list(tensorHead),
  outputs: list(tensorHead),
  parameters
});
