import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, it} from "vitest";
import {folderStore} from "../../../../pipeline/storage/folder.js";
import {prefixedStore, storeWithout} from "../../../../pipeline/storage/s3/prefixed.js";
import type {Store} from "../../../../pipeline/storage/store.js";
import {describeStore} from "../contract.js";

const folders: string[] = [];

async function newStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "prefixed-"));
  folders.push(folder);
  return folderStore(folder);
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, {recursive: true}))));

describeStore("prefixedStore(store, prefix)", async () => prefixedStore(await newStore(), "feeds/a/")); // prettier-ignore

describeStore("storeWithout(store, prefix)", async () => storeWithout(await newStore(), "feeds/"));

const bytesOf = (text: string) => new TextEncoder().encode(text);

it("prefixedStore(store, prefix) and storeWithout(store, prefix) never see each other’s keys", async () => {
  const all = await newStore();
  const [a, ab] = ["feeds/a/", "feeds/ab/"].map((prefix) => prefixedStore(all, prefix));
  const rest = storeWithout(all, "feeds/");
  for (const store of [a, ab, rest]) {
    await store.replace("latest.json", bytesOf(store.location));
    await store.write(`artifacts/${store === rest ? "r" : "f"}/x`, bytesOf("x"));
  }
  for (const store of [a, ab, rest]) {
    expect(new TextDecoder().decode(await store.read("latest.json"))).toBe(store.location);
    expect(await store.list("")).toHaveLength(2);
    expect(await store.list("artifacts/")).toHaveLength(1);
  }
  await a.remove("latest.json");
  await a.remove("artifacts/f/x");
  expect(await a.list("")).toEqual([]);
  expect(await ab.has("latest.json")).toBe(true);
  expect(await rest.has("latest.json")).toBe(true);
  expect(new Set([a, ab, rest].map(({location}) => location)).size).toBe(3);
});

it("listUnfinished(seconds), removeUnfinished(name) keep to their part", async () => {
  const removed: string[] = [];
  const uploads = [
    "id1 feeds/a/artifacts/x",
    "id2 feeds/ab/artifacts/x",
    "id3 artifacts/feeds/a/x"
  ];
  const all = {
    ...(await newStore()),
    listUnfinished: async () => uploads,
    removeUnfinished: async (name: string) => void removed.push(name)
  };
  const a = prefixedStore(all, "feeds/a/");
  expect(await a.listUnfinished(0)).toEqual([uploads[0]]);
  expect(await storeWithout(all, "feeds/").listUnfinished(0)).toEqual([uploads[2]]);
  await expect(a.removeUnfinished(uploads[1])).rejects.toThrow("invalid name of a write");
  await a.removeUnfinished(uploads[0]);
  expect(removed).toEqual([uploads[0]]);
});
