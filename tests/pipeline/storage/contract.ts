import {randomBytes} from "node:crypto";
import {existsSync} from "node:fs";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {NotFoundError} from "../../../pipeline/config/errors.js";
import type {Store} from "../../../pipeline/storage/store.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Describes what every store promises; *open* returns a new, empty one at each call. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the promises of a store:`, () => {
    it("read(key) returns what write(key, bytes) kept, byte for byte", async () => {
      const store = await open();
      const bytes = randomBytes(70_000);
      await store.write("a/b/c.bin", bytes);
      expect(Buffer.compare(await store.read("a/b/c.bin"), bytes)).toBe(0);
      await store.write("empty", new Uint8Array());
      expect((await store.read("empty")).length).toBe(0);
    });

    it("read(key), localPath(key) reject with a NotFoundError where there is nothing", async () => {
      const store = await open();
      await store.write("a/b", bytesOf("b"));
      for (const key of ["x", "a", "a/b/c", "a/c"]) {
        await expect(store.read(key)).rejects.toThrow(NotFoundError);
        await expect(store.localPath(key)).rejects.toThrow(NotFoundError);
        expect(await store.has(key)).toBe(false);
      }
      expect(await store.has("a/b")).toBe(true);
    });

    it("write(key, bytes) does nothing if the key is taken, even at the same time", async () => {
      const store = await open();
      await store.write("k", bytesOf("first"));
      await store.write("k", bytesOf("second"));
      expect(textOf(await store.read("k"))).toBe("first");
      const texts = Array.from({length: 16}, (_, i) => String(i).repeat(50_000));
      await Promise.all(texts.map((text) => store.write("race", bytesOf(text))));
      expect(texts).toContain(textOf(await store.read("race")));
      expect(await store.list("")).toEqual(["k", "race"]);
    });

    it("remove(key) removes that key alone, and minds nothing that is not there", async () => {
      const store = await open();
      await store.write("a/b/c", bytesOf("c"));
      await store.write("a/b/cd", bytesOf("cd"));
      await store.remove("a/b/c");
      await store.remove("a/b/c");
      await store.remove("a/b");
      await store.remove("nowhere/at/all");
      expect(await store.list("")).toEqual(["a/b/cd"]);
      await expect(store.read("a/b/c")).rejects.toThrow(NotFoundError);
      await store.write("a/b/c", bytesOf("again"));
      expect(textOf(await store.read("a/b/c"))).toBe("again");
    });

    it("listUnfinished(seconds) knows nothing of writes that ended", async () => {
      const store = await open();
      await store.write("a", bytesOf("a"));
      await store.replace("b", bytesOf("b"));
      expect(await store.listUnfinished(0)).toEqual([]);
    });

    it("replace(key, bytes) puts the new bytes in place of the old", async () => {
      const store = await open();
      await store.replace("runs/latest.json", bytesOf("1"));
      await store.replace("runs/latest.json", bytesOf("2"));
      expect(textOf(await store.read("runs/latest.json"))).toBe("2");
    });

    it("adopt(key, path) moves a file into the store, and removes it if the key is taken", async () => {
      const store = await open();
      const folder = await mkdtemp(join(tmpdir(), "adopt-"));
      try {
        for (const text of ["one", "two"]) {
          await writeFile(join(folder, text), text);
          await store.adopt("x/y", join(folder, text));
          expect(existsSync(join(folder, text))).toBe(false);
        }
        expect(textOf(await store.read("x/y"))).toBe("one");
        await expect(store.adopt("x/z", join(folder, "absent"))).rejects.toThrow();
        expect(await store.has("x/z")).toBe(false);
      } finally {
        await rm(folder, {recursive: true});
      }
    });

    it("localPath(key) is the path of a file with the bytes", async () => {
      const store = await open();
      await store.write("a/b", bytesOf("text"));
      expect(await readFile(await store.localPath("a/b"), "utf8")).toBe("text");
    });

    it("list(prefix) returns the keys that start with it, in order, wherever it ends", async () => {
      const store = await open();
      const keys = ["a/b/1", "a/b/2", "a/bc", "b", "a-z"];
      for (const key of keys) await store.write(key, bytesOf(key));
      expect(await store.list("")).toEqual([...keys].sort());
      expect(await store.list("a/")).toEqual(["a/b/1", "a/b/2", "a/bc"]);
      expect(await store.list("a/b")).toEqual(["a/b/1", "a/b/2", "a/bc"]);
      expect(await store.list("a/b/")).toEqual(["a/b/1", "a/b/2"]);
      expect(await store.list("absent/")).toEqual([]);
    });

    it("a key that is empty, absolute, hidden or leads out of the store is refused", async () => {
      const store = await open();
      for (const key of [
        "",
        "/a",
        "a/",
        "a//b",
        "..",
        "../a",
        "a/../../b",
        "a/.",
        ".partial/x",
        "a\\b",
        "a\0b",
        "a\nb"
      ]) {
        await expect(store.write(key, bytesOf("x")), JSON.stringify(key)).rejects.toThrow(
          "invalid key"
        );
        await expect(store.replace(key, bytesOf("x"))).rejects.toThrow("invalid key");
        await expect(store.read(key)).rejects.toThrow("invalid key");
        await expect(store.localPath(key)).rejects.toThrow("invalid key");
        await expect(store.has(key)).rejects.toThrow("invalid key");
      }
      expect(await store.list("")).toEqual([]);
    });
  });
}
