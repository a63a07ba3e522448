import {expect, it} from "vitest";
import {withPreloads} from "../../../../pipeline/site/serve/preload.js";

const page = (...files: object[]) =>
  [
    '<head><link rel="modulepreload" href="./client.js"></head><script type="module">',
    ...files.map((file, i) => `registerFile("./data/${i}", ${JSON.stringify(file)});`),
    "</script>"
  ].join("\n");
const json = {name: "x", mimeType: "application/json", path: "./_file/data/x.1a.json", size: 900};
const link = '<link rel="preload" as="fetch" crossorigin="" href="./_file/data/x.1a.json">';

it("withPreloads(html) asks for small JSON files before the modules", () => {
  const html = withPreloads(page(json));
  expect(html.indexOf(link)).toBeGreaterThan(0);
  expect(html.indexOf(link)).toBeLessThan(html.indexOf("modulepreload"));
  expect(html.replace(`${link}\n`, "")).toBe(page(json));
});

it("withPreloads(html) leaves what is large, no JSON, of no known size or oddly named", () => {
  const others = [
    {...json, size: 300_001},
    {...json, mimeType: "text/csv"},
    {...json, size: undefined},
    {...json, path: './x.json"><script>'}
  ];
  expect(withPreloads(page(...others))).toBe(page(...others));
});

it("withPreloads(html) changes nothing the second time, nor a page without modules", () => {
  expect(withPreloads(withPreloads(page(json)))).toBe(withPreloads(page(json)));
  expect(withPreloads("<p>plain</p>")).toBe("<p>plain</p>");
});
