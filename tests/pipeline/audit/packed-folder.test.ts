import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it, onTestFinished} from "vitest";
import {isPackedFolder, packFolder, unpackFolder} from "../../../pipeline/audit/packed-folder.js";

it("unpackFolder(packFolder(folder), other) writes the same files and folders", () => {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const files: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    zeros: Buffer.alloc(100_000),
    "sub/zeros at the end": Buffer.from("\n\0a\0\0"),
    "sub/zeros at the start": Buffer.from("\0\0a\n"),
    "sub/sub/ñ": Buffer.from([10, 0, 255])
  };
  mkdirSync(join(folder, "from", "sub", "sub"), {recursive: true});
  mkdirSync(join(folder, "from", "empty folder"));
  for (const [path, bytes] of Object.entries(files))
    writeFileSync(join(folder, "from", path), bytes);
  const packed = packFolder(join(folder, "from"));
  expect(packed.length).toBeLessThan(2_000);
  unpackFolder(packed, join(folder, "to"));
  expect(readdirSync(join(folder, "to"), {recursive: true}).sort()).toEqual(
    readdirSync(join(folder, "from"), {recursive: true}).sort()
  );
  for (const [path, bytes] of Object.entries(files))
    expect(readFileSync(join(folder, "to", path)).equals(bytes)).toBe(true);
});

it("isPackedFolder(bytes) finds a byte that changed, is missing, or is too many", () => {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  writeFileSync(join(folder, "a"), "abc");
  const packed = packFolder(folder);
  expect(isPackedFolder(packed)).toBe(true);
  for (let i = 0; i < packed.length; ++i) {
    const changed = Buffer.from(packed);
    changed[i] ^= 1;
    expect(isPackedFolder(changed)).toBe(false);
    expect(isPackedFolder(packed.subarray(0, i))).toBe(false);
  }
  expect(isPackedFolder(Buffer.concat([packed, Buffer.from("\n")]))).toBe(false);
});
