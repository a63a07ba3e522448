import type {EventModel} from "../../../src/core/stream/event-scores.js";
import {OutageError} from "../../config/errors.js";
import type {ServedModel} from "../served-model.js";

/** Returns *model* as events are scored on it. Throws an OutageError if it sees a feature that events do not have. */
export function eventModelOf(model: ServedModel): EventModel {
  const {name, version, features, file, score, explain, threshold} = model;
  if (!model.scoreEvents)
    throw new OutageError(
      `unsupported model: ${name} sees features that log lines do not have; serve one that \`atalaya train\` made first`
    );
  return {
    ...{name, version, features, score, explain},
    threshold: threshold?.value ?? null,
    profile: "profile" in file ? file.profile : null
  };
}
