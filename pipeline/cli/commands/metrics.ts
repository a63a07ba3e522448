import {randomBytes} from "node:crypto";
import {rename, rm, writeFile} from "node:fs/promises";
import {resolve} from "node:path";
import {Registry} from "prom-client";
import {errorMessage} from "../../../src/core/error-message.js";
import {OutageError} from "../../config/errors.js";
import {dataMetrics} from "../../telemetry/data/data-metrics.js";
import {readDataFacts} from "../../telemetry/data/read-data-facts.js";
import {feedLabel} from "../metrics-option.js";
import type {Command} from "./command.js";

/** Prints the metrics of the data, or writes them into a file for the collector of a machine. */
export const command: Command = {
  usage: "",
  description: `Prints the metrics of the data of the latest run, in the text format of Prometheus: when it
ended and how, how fresh the data is, drift, warnings, incidents. With --textfile they go to a
file, in one step, as node_exporter’s textfile collector wants it: for workspaces that
no long-running command serves.`,
  options: {textfile: {type: "string"}},
  optionHelp: [["--textfile FILE", "the file to write; its name ends with .prom"]],
  async run({values, json, settings, reporter, print}) {
    const registry = new Registry();
    const facts = await readDataFacts(settings, (message) => reporter.warn(message));
    const read = () => Promise.resolve(facts);
    await dataMetrics(registry, feedLabel(values), read).refresh();
    const text = await registry.metrics();
    const path = values.textfile as string | undefined;
    if (path !== undefined) await writeAtOnce(resolve(path), text);
    if (json) print(JSON.stringify({metrics: await registry.getMetricsAsJSON()}));
    else if (path === undefined) print(text.trimEnd());
    return 0;
  }
};

/** Writes *text* to *path* in one step: whoever reads it gets what was there before, or all of it. */
async function writeAtOnce(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString("hex")}`; // which no collector reads: it does not end with .prom
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, {force: true});
    throw new OutageError(`metrics not written: ${path}: ${errorMessage(error)}`, {cause: error});
  }
}
