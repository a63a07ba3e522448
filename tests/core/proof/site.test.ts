import {expect, it} from "vitest";
import {readSiteManifest, siteManifestText} from "../../../src/core/proof/site.js";
import type {SiteManifest} from "../../../src/core/proof/site.js";

const manifest: SiteManifest = {
  format: "atalaya-site/1",
  run: "20261123-130442-7f3a",
  files: [
    {path: "_file/data/today.01234567.json", sha256: "a".repeat(64), bytes: 17},
    {path: "index.html", sha256: "b".repeat(64), bytes: 4}
  ],
  signatures: [{keyid: "c".repeat(64), sig: Uint8Array.of(1, 2, 3)}]
};
const bytesOf = (text: string) => new TextEncoder().encode(text);
const bytes = bytesOf(siteManifestText(manifest));

it("readSiteManifest(bytes) gives back what siteManifestText(manifest) wrote", () => {
  expect(readSiteManifest(bytes)).toEqual(manifest);
});

it("readSiteManifest(bytes) with any bit flipped throws, or gives another manifest", () => {
  for (let i = 0; i < bytes.length; ++i) {
    const changed = bytes.slice();
    changed[i] ^= 1;
    let read: SiteManifest | null = null;
    try {
      read = readSiteManifest(changed);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(read).not.toEqual(manifest);
  }
});

it("readSiteManifest(bytes) refuses paths that lead out of the site, or mean another file", () => {
  for (const path of [
    "../x",
    "/etc/passwd",
    "a/../b",
    "",
    "a\\b",
    "a//b",
    "a/",
    "./a",
    "a\nb",
    "site-manifest.json"
  ]) {
    const files = [{path, sha256: "a".repeat(64), bytes: 1}];
    const text = siteManifestText({...manifest, files});
    expect(() => readSiteManifest(bytesOf(text))).toThrow("invalid site manifest: path");
  }
});

it("readSiteManifest(bytes) refuses other bytes that say the same", () => {
  const text = siteManifestText(manifest);
  const [first, second] = manifest.files;
  for (const changed of [
    text.trimEnd(),
    `${text}\n`,
    `\ufeff${text}`,
    text.replace('"format"', ' "format"'),
    text.replace('{"files"', '{"files":[],"files"'),
    text.replace('"run":', '"run":"x","run":'),
    text.replace("index.html", "\\u0069ndex.html"),
    text.replace('"bytes":17', '"bytes":17.0'),
    text.replace('"bytes":17', '"bytes":1.7e1'),
    text.replace('"signatures"', '"other":1,"signatures"'),
    siteManifestText({...manifest, files: [second, first]}),
    siteManifestText({...manifest, files: [first, first, second]})
  ]) {
    expect(changed).not.toBe(text);
    expect(() => readSiteManifest(bytesOf(changed)), changed).toThrow("invalid site manifest");
  }
  const latin = Uint8Array.from(bytes, (byte, i) => (i === 40 ? 0xe9 : byte));
  expect(() => readSiteManifest(latin)).toThrow("it is no UTF-8 text");
});
