import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {accepted, licencesText, packagesOf} from "./licences.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const packages = packagesOf(read("package-lock.json"));

it("docs/licences.md lists every package that is installed", async () => {
  expect(read("docs/licences.md"), "run `npm run licences`").toBe(await licencesText(packages));
});

it("every package has a licence that was looked at", () => {
  const others = packages.filter(({licence}) => !accepted.has(licence));
  expect(others).toEqual([]);
});

it("packagesOf(lock) asks for the licence of a package that states none", () => {
  const lock = JSON.stringify({packages: {"node_modules/a": {version: "1.0.0"}}});
  expect(() => packagesOf(lock)).toThrow("no licence: a 1.0.0; read its files");
});

it("packagesOf(lock) takes a package for shipped if one of its copies is", () => {
  const copy = {version: "1.0.0", license: "MIT"};
  const lock = JSON.stringify({
    packages: {"node_modules/a": {...copy, dev: true}, "node_modules/b/node_modules/a": copy}
  });
  expect(packagesOf(lock)).toEqual([{name: "a", version: "1.0.0", licence: "MIT", dev: false}]);
});
