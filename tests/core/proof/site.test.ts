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
const text = siteManifestText(manifest);

it("readSiteManifest(text) gives back what siteManifestText(manifest) wrote", () => {
  expect(readSiteManifest(text)).toEqual(manifest);
});

it("readSiteManifest(text) with any bit flipped throws, or gives another manifest", () => {
  const bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; ++i) {
    const changed = bytes.slice();
    changed[i] ^= 1;
    let read: SiteManifest | null = null;
    try {
      read = readSiteManifest(new TextDecoder().decode(changed));
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(read).not.toEqual(manifest);
  }
});

it("readSiteManifest(text) refuses paths that lead out of the site", () => {
  for (const path of ["../x", "/etc/passwd", "a/../b", "", "a\\b"]) {
    const files = [{path, sha256: "a".repeat(64), bytes: 1}];
    expect(() => readSiteManifest(siteManifestText({...manifest, files}))).toThrow(
      "invalid site manifest: path"
    );
  }
});
