import type {FastifyReply, FastifyRequest} from "fastify";
import {chooseOutputs, outputTensors} from "../inference/outputs.js";
import {readInferenceRequest} from "../inference/read-request.js";
import {readRows} from "../inference/read-rows.js";
import {writeResponse} from "../inference/write-response.js";
import type {ScoringContext} from "../scoring-context.js";
import {findModel} from "./find-model.js";
import type {Route} from "./route.js";
import {fault, inferenceRequest, inferenceResponse, modelParams, versionParams} from "./schemas.js";

/** The header with the bytes of the JSON, where binary data follow it. */
const lengthHeader = "inference-header-content-length";

/** Returns the routes that score rows. */
export function inferRoutes(context: ScoringContext): Route[] {
  return [inferRoute(context, false), inferRoute(context, true)];
}

function inferRoute(context: ScoringContext, isVersion: boolean): Route {
  return {
    method: "POST",
    path: `/v2/models/:name${isVersion ? "/versions/:version" : ""}/infer`,
    params: isVersion ? versionParams : modelParams,
    description: {
      operationId: isVersion ? "inferVersion" : "infer",
      summary: "Scores rows.",
      headers: {
        "Inference-Header-Content-Length": {
          description: "The bytes of the JSON, if binary data follow it.",
          schema: {type: "integer", minimum: 0}
        }
      },
      body: {
        "application/json": {schema: inferenceRequest},
        "application/octet-stream": {schema: {type: "string", format: "binary"}}
      },
      responses: {
        200: {
          description: "The outputs.",
          content: {
            "application/json": {schema: inferenceResponse},
            "application/octet-stream": {schema: {type: "string", format: "binary"}}
          }
        },
        400: fault("The request is invalid."),
        404: fault("There is no such model."),
        413: fault("The request has too many bytes or rows."),
        415: fault("The content is of an unsupported type or coding.")
      }
    },
    handler: (request, reply) => infer(context, request, reply)
  };
}

function infer(context: ScoringContext, request: FastifyRequest, reply: FastifyReply) {
  const model = findModel(context, request.params);
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
  const length = request.headers[lengthHeader];
  const read = readInferenceRequest(body, length === undefined ? undefined : String(length));
  const outputs = chooseOutputs(model, read);
  const matrix = readRows(read.inputs, model.features, context.limits.rows);
  const scores = model.score(matrix);
  const tensors = outputTensors(model, matrix, scores, outputs);
  const {body: answer, headerLength} = writeResponse(model, read.id, tensors);
  context.metrics.rows.inc({model: model.name}, matrix.rows);
  context.onScored({model, rows: matrix.rows, values: matrix.values, scores});
  if (headerLength === null) return reply.type("application/json").send(answer);
  return reply.type("application/octet-stream").header(lengthHeader, headerLength).send(answer);
}
