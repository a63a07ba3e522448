import {InvalidRequest} from "../inference/invalid-request.js";
import {quoted} from "../inference/read-request.js";
import type {ScoringContext} from "../scoring-context.js";
import type {ServedModel} from "../served-model.js";

/** Returns the model that the *params* of a path name; throws an InvalidRequest of 404 if it is not served, or not in that version. */
export function findModel({models}: Pick<ScoringContext, "models">, params: unknown): ServedModel {
  const {name, version} = params as {name: string; version?: string};
  const model = models.find(name);
  if (!model)
    throw new InvalidRequest(
      `unknown model: ${quoted(name)}; the service has ${models.names.join(", ")}`,
      404
    );
  if (version === undefined || version === model.version || version === model.sha256) return model;
  throw new InvalidRequest(
    `unknown version: ${quoted(version)} of ${name}; the service has ${model.version}`,
    404
  );
}
