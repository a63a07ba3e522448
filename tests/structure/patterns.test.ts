import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {patternsOf, slownessOf} from "./patterns.js";
import {readSources} from "./source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

it.each([
  [/^\s*(|-|null)\s*$/],
  [/^\d*\.?\d+$/],
  [/^.*:.*$/],
  [/\/+$/],
  [/\s*\n\s*/],
  [/([A-Za-z_]\w*)\.$/],
  [/^(a+)+$/],
  [/^(\w*\s*)*$/],
  [/(.{1,})(?: |$)/],
  [/x|[0-9.]+$/]
])("slownessOf(%s) finds that it is slow", ({source, flags}) => {
  expect(slownessOf({place: "", source, flags})).toBeDefined();
});

it.each([
  [/^(\d{1,400})(?:\.\d{0,400})?$/],
  [/^(\d+)(?:\.\d*)?$/],
  [/(?:\\x[0-9a-fA-F]{2})+/],
  [/[^a-z0-9]+/],
  [/\b([A-Za-z_]\w*)\.$/],
  [/^([^/]+)\/(\d{1,3})$/],
  [/^[\w-]+(\/[\w-]+)*\.json$/],
  [/ {2,}/]
])("slownessOf(%s) finds nothing", ({source, flags}) => {
  expect(slownessOf({place: "", source, flags})).toBeUndefined();
});

/** Patterns that are slow, and why that does no harm: what bounds the text that they are applied to. */
const bounded: ReadonlyMap<string, string> = new Map([
  [
    "pipeline/run/materialise.ts: /'\\/[^']*\\/([^'/]*)'/g",
    "ends at the next quote, where the next begins"
  ],
  [
    'pipeline/site/serve/policy.ts: /\\n<meta http-equiv="Content-Security-Policy"[^>]*>/g',
    "pages that we built"
  ],
  [
    "pipeline/site/serve/site-file.ts: /\\.[0-9a-f]{8}\\.[^/\\\\]+$/",
    "the path of a request, at most 16 kB"
  ],
  [
    'src/core/notebook/error-place.ts: /Cannot access file "(.*?)"/s',
    "ends at the quote of the next"
  ],
  ["src/core/suppressions/address.ts: /[0-9.]+$/", "an address, at most 45 characters"]
]);

it("no regular expression of ours takes more than time in proportion to the text, but where that is bounded", () => {
  const sources = readSources(root).filter(({path}) => /^(src|pipeline|data-loaders)\/.*\.ts$/.test(path)); // prettier-ignore
  const slow = sources
    .flatMap((source) => patternsOf(source))
    .flatMap((pattern) => {
      const why = slownessOf(pattern);
      return why ? [{place: pattern.place, why}] : [];
    });
  expect(slow.filter(({place}) => !bounded.has(place)).map(({place, why}) => `${place} ${why}`)).toEqual([]); // prettier-ignore
  const places = slow.map(({place}) => place);
  expect([...bounded.keys()].filter((place) => !places.includes(place))).toEqual([]);
});
