import {seeded} from "../../core/forest/random.js";
import {readSiteManifest, siteManifestPath} from "../../core/proof/site.js";
import type {SiteFileEntry} from "../../core/proof/site.js";
import {element} from "../kit/element.js";
import {formatBytes} from "../kit/format.js";
import type {Tamper} from "./verification.js";

/** The control that changes a bit of a file on its way here. */
export interface TamperControl {
  node: HTMLElement;

  /** Returns the bit that the reader chose; at random, by the seed, where none was chosen. */
  chosen(): Tamper | null;
}

/**
 * Returns what lets a reader see the check fail: which file, which byte, and a button that calls
 * *onTamper*. Nothing on the server changes: one bit is flipped between fetching the file and hashing it.
 */
export function tamperControl(base: string, onTamper: () => void): TamperControl {
  const file = element("select", {}, element("option", {value: ""}, "any, at random"));
  const byte = element("input", {type: "number", min: 0, step: 1, placeholder: "at random"});
  const seed = element("input", {type: "number", min: 0, step: 1, value: 1});
  const button = element("button", {type: "button"}, "Flip one bit and check");
  button.addEventListener("click", onTamper);
  let files: SiteFileEntry[] = [];
  const node = element(
    "details",
    {class: "tamper"},
    element("summary", {}, "See it fail"),
    element(
      "p",
      {class: "about"},
      "Flips the lowest bit of one byte between fetching a file and hashing it, here in the browser and nowhere else. What is computed from the file is computed from the changed bytes."
    ),
    element(
      "div",
      {class: "fields"},
      element("label", {}, "File", file),
      element("label", {}, "Byte", byte),
      element("label", {}, "Random seed", seed),
      button
    )
  );
  node.addEventListener("toggle", () => {
    if (!node.open || files.length > 0) return;
    void readFiles(base).then((found) => {
      files = found;
      file.append(
        ...found.map(({path, bytes}) =>
          element("option", {value: path}, `${path} (${formatBytes(bytes)})`)
        )
      );
    });
  });
  return {
    node,
    chosen() {
      const random = seeded(Math.max(0, Math.floor(seed.valueAsNumber || 0)));
      const pick = (n: number) => Math.floor(random() * n);
      const entry = files.find(({path}) => path === file.value) ?? files[pick(files.length)];
      if (!entry) return null;
      const input = byte.valueAsNumber;
      const at = input >= 0 && input < entry.bytes ? Math.floor(input) : pick(entry.bytes);
      return {path: entry.path, byte: at};
    }
  };
}

async function readFiles(base: string): Promise<SiteFileEntry[]> {
  try {
    const response = await fetch(new URL(siteManifestPath, base), {cache: "no-store"});
    const {files} = readSiteManifest(new Uint8Array(await response.arrayBuffer()));
    return files.filter(({bytes}) => bytes > 0);
  } catch {
    return []; // the check itself reports that there is no list
  }
}
