import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {ModelFile} from "../../src/core/schema/models.js";
import {sha256} from "../artifacts/digest.js";
import type {Made} from "../artifacts/artifacts.js";

/** Writes a model file that came alone into *folder*, its bytes as they are: the artifact of a training elsewhere. */
export async function makeImport(
  {name, parameters, training}: ModelFile,
  bytes: Uint8Array,
  folder: string
): Promise<Made> {
  const path = `${name}.json`;
  await writeFile(join(folder, path), bytes);
  const model = {name, path, sha256: sha256(bytes), bytes: bytes.length, parameters};
  const {from, until, windowRows} = training;
  const facts = {
    models: [model],
    detectors: [],
    external: null,
    window: {from, until, rows: windowRows, widened: false}
  };
  return {rows: training.rows, facts: facts as unknown as {[name: string]: Json}};
}
