import {features as listed} from "../../../src/core/features/list.js";
import {readVersion} from "../../config/package.js";
import {outputsOf} from "../inference/outputs.js";
import type {ScoringContext} from "../scoring-context.js";
import type {ServedModel} from "../served-model.js";
import {findModel} from "./find-model.js";
import type {Route} from "./route.js";
import {answer, fault, flag, modelMetadata, modelParams, serverMetadata, versionParams} from "./schemas.js"; // prettier-ignore

/** The extensions of the protocol that the service has. */
const extensions = ["binary_tensor_data"];

/** Returns the routes that say what the service is, and each of its models. */
export function metadataRoutes(context: ScoringContext): Route[] {
  const version = readVersion();
  const server: Route = {
    method: "GET",
    path: "/v2",
    description: {
      operationId: "serverMetadata",
      summary: "What the service is, which models it has, and which versions it could not load.",
      responses: {200: answer("Its metadata.", serverMetadata)}
    },
    handler: () => ({
      name: "atalaya",
      version,
      extensions,
      models: context.models.names.map((name) => {
        const {version, reference, sha256} = context.models.find(name)!;
        return {name, version, reference, sha256};
      }),
      failures: context.models
        .failures()
        .map((failure) => ({...failure, at: new Date(failure.at).toISOString()}))
    })
  };
  return [server, ...ofModels(context, false), ...ofModels(context, true)];
}

function ofModels(context: ScoringContext, isVersion: boolean): Route[] {
  const path = `/v2/models/:name${isVersion ? "/versions/:version" : ""}`;
  const params = isVersion ? versionParams : modelParams;
  const suffix = isVersion ? "Version" : "";
  const what = isVersion ? "a version of a model" : "a model";
  return [
    {
      method: "GET",
      path,
      params,
      description: {
        operationId: `modelMetadata${suffix}`,
        summary: `What ${what} is: its inputs and outputs, and its features with units.`,
        responses: {
          200: answer("Its metadata.", modelMetadata),
          400: fault("The path is invalid."),
          404: fault("There is none.")
        }
      },
      handler: (request) => metadataOf(findModel(context, request.params))
    },
    {
      method: "GET",
      path: `${path}/ready`,
      params,
      description: {
        operationId: `modelReady${suffix}`,
        summary: `Whether ${what} is ready to score.`,
        responses: {
          200: answer("It is.", flag("ready")),
          400: fault("The path is invalid."),
          404: fault("There is none."),
          503: answer("The service is about to end.", flag("ready"))
        }
      },
      handler(request, reply) {
        const {name} = findModel(context, request.params);
        const ready = context.isReady();
        return reply.code(ready ? 200 : 503).send({name, ready});
      }
    }
  ];
}

/** Returns the metadata of *model* as the protocol has them; what it has no place for is among the parameters. */
function metadataOf(model: ServedModel) {
  const {name, version, detector, sha256, run, stage, features, threshold, explain} = model;
  return {
    name,
    versions: [version],
    platform: "atalaya",
    inputs: [{name: "events", datatype: "FP32", shape: [-1, features.length]}],
    outputs: outputsOf(model),
    parameters: {
      detector,
      sha256,
      run,
      stage,
      threshold: threshold?.value ?? null,
      threshold_run: threshold?.run ?? null,
      explains: explain !== null,
      features: features.map((feature) => {
        const known = listed.find((one) => one.name === feature);
        return {name: feature, unit: known?.unit ?? null, meaning: known?.meaning ?? null};
      })
    }
  };
}
