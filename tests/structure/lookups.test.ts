import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {unguardedLookups} from "./lookups.js";
import {readSources} from "./source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("unguardedLookups(source) finds a look-up of what may be constructor, and none that asks Object.hasOwn", () => {
  const text = `
    const kinds: Readonly<Record<string, string>> = {a: "b"};
    export const kindOf = (name: string) => kinds[name];
    export const safe = (name: string) => (Object.hasOwn(kinds, name) ? kinds[name] : "");
    export const known = kinds["a"];`;
  expect(unguardedLookups({path: "x.ts", text})).toEqual(["x.ts: kinds[name]"]);
});

/** Look-ups of names that are ours, whatever a log, a file or a URL says. */
const ours: ReadonlySet<string> = new Set([
  "pipeline/config/minio.ts: buckets[key]",
  "pipeline/config/minio.ts: buckets[layer]",
  "pipeline/config/tracking.ts: remedies[name]",
  "pipeline/exchange/onnx-file.ts: wireTypes[field.type]",
  "pipeline/ingestion/synthetic/flow.ts: endings[state]",
  "pipeline/proof/code.ts: versions[name]",
  "pipeline/site/serve/site-file.ts: types[extname(path).toLowerCase()]", // begins with a dot
  "src/components/exports/export-menu.ts: places[key]", // of a keyboard
  "src/components/kit/threshold-slider.ts: steps[event.key]",
  "src/components/kit/virtual-table.ts: step[event.key]",
  "src/components/your-log/select-events.ts: columns[name]",
  "src/components/your-log/select-events.ts: columns[sorted]",
  "src/core/detectors/serialize.ts: texts[name]",
  "src/core/detectors/serialize.ts: decoded[name]",
  "src/core/features/reason.ts: phrases[feature.name]",
  "src/core/forest/kernel/programs.ts: shapes[`${a.shape} ${b.shape}`]",
  "src/core/incidents/find-incidents.ts: measured[detector]",
  "src/core/incidents/naming.ts: families[detector]",
  "src/core/published/provenance.ts: parameters[name]",
  "src/core/readers/fields.ts: aliases[zeek]",
  "src/core/readers/table/mapping.ts: fields[column]"
]);

it("no object is asked for a name that somebody else wrote", () => {
  const sources = readSources(root).filter(({path}) => /^(src|pipeline|data-loaders)\/.*\.ts$/.test(path)); // prettier-ignore
  const found = sources.flatMap((source) => unguardedLookups(source));
  expect(found.filter((one) => !ours.has(one))).toEqual([]);
  expect([...ours].filter((one) => !found.includes(one))).toEqual([]);
});
