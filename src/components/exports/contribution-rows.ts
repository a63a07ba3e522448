import {modelFeatures} from "../../core/features/list.js";
import {explain} from "../../core/forest/explain.js";
import {parseModel} from "../../core/forest/serialize.js";
import type {ExportRow} from "./export-menu.js";

/** How many events are explained before the page may draw again. */
const batch = 500;

/**
 * Returns *events*, rows of the table `events` with all features, each with what every feature adds to its path length
 * (`contribution_…`, in levels; negative makes it more anomalous), as the model at *url* has it.
 */
export async function withContributions(
  events: readonly ExportRow[],
  url: string
): Promise<ExportRow[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`model not read: ${response.status} ${response.statusText}`);
  const {forest} = parseModel(await response.text());
  const rows: ExportRow[] = [];
  for (const event of events) {
    const values = modelFeatures.map(({name}) => Number(event[name] ?? NaN));
    const {contributions} = explain(forest, values);
    const named = modelFeatures.map(({name}, j) => [`contribution_${name}`, contributions[j]]);
    rows.push({...event, ...(Object.fromEntries(named) as ExportRow)});
    if (rows.length % batch === 0) await new Promise((done) => setTimeout(done));
  }
  return rows;
}
