import type {Json} from "../../src/core/schema/artifacts.js";
import {checkedPath, materialisePartition} from "../artifacts/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {fileSpec, madeOfFile, boundsJson, parseBounds} from "./file-partition.js";
import type {FilePartition} from "./file-partition.js";
import {fileReader} from "./file-reader.js";
import {bytesKey} from "./land-bytes.js";
import type {LogBounds} from "./read-file.js";
import {someAtATime} from "./some-at-a-time.js";

/** A file as the input of a task says it: what it is called is for messages. */
type FileItem = {name: string; sha256: string; bytes: number; slot: number; partition: string};

/** The input of a task that makes partitions of RAW, of files whose bytes RAW has. */
interface FilesInput {
  bounds: Json;
  files: FileItem[];
}

const maxName = 200;

/** How many files of a task are read at a time. */
const readAtATime = 4;

/** Returns *file* as an item of filesInput. */
export function fileItem({
  name,
  sha256,
  bytes,
  slot,
  partition
}: FilePartition & {name: string}): Json {
  return {name: name.slice(-maxName), sha256, bytes, slot, partition};
}

/** Returns the input of the task that makes the partitions of *items* with *bounds*. */
export function filesInput(items: Json[], bounds: LogBounds | null): Json {
  return {bounds: bounds && boundsJson(bounds), files: items};
}

/** Makes the partitions of RAW that *input*, of filesInput, asks for; returns the key of each by its name. */
export async function makeFiles(input: Json, context: PhaseContext): Promise<Json> {
  const {bounds: json, files} = input as unknown as FilesInput;
  const bounds = json === null ? null : parseBounds(json);
  const {raw} = context.stores;
  const reader = fileReader(files, context);
  try {
    const made = await someAtATime(files, readAtATime, (file) =>
      materialisePartition(fileSpec({...file, bounds}), context, async (folder) => {
        const path = await checkedPath(raw, bytesKey(file.sha256), file.sha256);
        const {slot, partition} = file;
        return madeOfFile(await reader.read({...file, path}, {slot, partition, folder, bounds}));
      })
    );
    return Object.fromEntries(made.map(({partition, key}) => [partition!, key]));
  } finally {
    await reader.close();
  }
}
