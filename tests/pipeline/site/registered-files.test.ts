import {expect, it} from "vitest";
import {registeredFiles, withoutTimes} from "../../../pipeline/site/registered-files.js";

const page = (file: string) =>
  `<script type="module">\nimport {define} from "./_observablehq/client.js";\nregisterFile("./data/a.json", ${file});\ndefine({});\n</script>\n`;

it("withoutTimes(html) leaves of a file its name, type, path and size", () => {
  const file = `{"name":"./data/a.json","mimeType":"application/json","path":"./_file/data/a.0123abcd.json","lastModified":1795989500965,"size":265761}`;
  const bare = file.replace('"lastModified":1795989500965,', "");
  expect(withoutTimes(page(file))).toBe(page(bare));
  expect(withoutTimes(page(bare))).toBe(page(bare));
  expect(withoutTimes(page(`{"name":"a","path":"b","lastModified":17}`))).toBe(
    page(`{"name":"a","path":"b"}`)
  );
});

it("withoutTimes(html) changes nothing else, whatever a name or the text of a page says", () => {
  for (const html of [
    `<p>registerFile("a", {"lastModified":1}) and ,"lastModified":12,</p>`,
    `<pre>\nregisterFile("a", {"lastModified":1 no object});\n</pre>`,
    page(`{"name":"x,\\"lastModified\\":1,y","path":"b","size":2}`)
  ])
    expect(withoutTimes(html)).toBe(html);
});

it("registeredFiles(html) returns the files of calls, and passes over what only looks like one", () => {
  const file = {name: "./data/a.json", path: "./_file/data/a.0123abcd.json", size: 1};
  const html = `<pre>\nregisterFile("a", {no object});\n</pre>${page(JSON.stringify(file))}`;
  expect(registeredFiles(html)).toEqual([file]);
});
