import type {FlowModelName} from "../../../src/core/detectors/flow-model.js";
import {placeOf} from "../../../src/core/published/comparison.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {fileKey} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";

/** The file of a detector that is compared, as a thread can be given it. */
export interface DetectorFile {
  /** What is in it: a forest, another detector of the training, or a forest that was grown elsewhere. */
  kind: "model" | "detector" | "external";

  name: string;
  path: string;
  text: string;
  sha256: string;
  bytes: number;
}

type Listed = Pick<DetectorFile, "name" | "path" | "sha256" | "bytes">;

/** Reads the files of every detector of a training, the forests among them, in the order of `placeOf`; an external model is last. */
export async function readDetectorFiles(
  training: Manifest,
  flowModel: FlowModelName,
  {stores}: PhaseContext
): Promise<DetectorFile[]> {
  const {models, detectors, external} = training.facts as unknown as {
    models: Listed[];
    detectors: Listed[];
    external: Omit<Listed, "name"> | null;
  };
  const read = async (kind: DetectorFile["kind"], {name, path, sha256, bytes}: Listed) => ({
    ...{kind, name, path, sha256, bytes},
    text: new TextDecoder().decode(await stores.models.read(fileKey(training, path)))
  });
  const place = ({name}: Listed) => placeOf(name, flowModel);
  const own = await Promise.all([
    ...models.map((listed) => read("model", listed)),
    ...detectors.map((listed) => read("detector", listed))
  ]);
  own.sort((a, b) => place(a) - place(b));
  return external ? [...own, await read("external", {...external, name: "external-model"})] : own;
}
