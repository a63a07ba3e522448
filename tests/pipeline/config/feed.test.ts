import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {
  feedPrefix,
  feedSettings,
  isFeedName,
  maybeFeedsPath
} from "../../../pipeline/config/feed.js";
import {readSettings} from "../../../pipeline/config/settings.js";

const servers = {
  PG_HOST: "db",
  PG_DATABASE: "atalaya",
  MLFLOW_TRACKING_URI: "http://mlflow:5000",
  PREFECT_API_URL: "http://prefect:4200/api",
  ATALAYA_OPENLINEAGE_FILE: "lineage.jsonl",
  ATALAYA_SIGNING_KEY: "the key of the installation"
};

it.each(["a", "office", "lab-2", "0", "a".repeat(40)])("isFeedName(%j) is true", (name) => {
  expect(isFeedName(name)).toBe(true);
});

it.each(["", "-a", "a-", "A", "a_b", "a/b", "..", "../a", "a b", "a\n", "é", "a".repeat(41)])(
  "isFeedName(%j) is false, and no path is formed of it",
  (name) => {
    expect(isFeedName(name)).toBe(false);
    expect(() => feedPrefix(name)).toThrow(RangeError);
    const settings = readSettings({workspace: "/w"}, {});
    expect(() => feedSettings(settings, {name, key: null}, {})).toThrow(RangeError);
  }
);

it("feedSettings(settings, feed) shares no folder, schema, key or name with another feed, or with none", () => {
  const all = readSettings({workspace: "/w"}, servers);
  const [a, b] = ["a", "b"].map((name) => feedSettings(all, {name, key: null}, servers));
  for (const name of ["workspace", "store", "cache", "audit", "lock", "scratch", "keys"] as const)
    expect(new Set([all[name], a[name], b[name]]).size, name).toBe(3);
  expect([all, a, b].map(({feed}) => feed)).toEqual([null, "a", "b"]);
  expect([all, a, b].map(({postgres}) => postgres?.schema)).toEqual([
    undefined,
    "feed_a",
    "feed_b"
  ]);
  expect(a.signingKey).toBeNull(); // never that of the installation
  expect(a.tracking.prefect?.feed).toBe("a");
  expect(a.tracking.mlflow?.experiment).toBe("atalaya/a");
  expect(a.tracking.openLineage?.namespace).toBe("atalaya.a");
  expect(a.workspace).toBe(resolve("/w/feeds/a"));
});

it("feedSettings(settings, feed, env) reads the key of the feed, and shows it to nobody", async () => {
  const folder = await mkdtemp(join(tmpdir(), "feed-key-"));
  const file = join(folder, "key.pem");
  await writeFile(file, "secret of a file");
  const settings = readSettings({workspace: folder}, {});
  const keyOf = (key: Parameters<typeof feedSettings>[1]["key"], env = {}) =>
    feedSettings(settings, {name: "a", key}, env).signingKey;
  expect(keyOf({file})?.reveal()).toBe("secret of a file");
  expect(keyOf({variable: "KEY_A"}, {KEY_A: "secret"})?.reveal()).toBe("secret");
  expect(JSON.stringify(keyOf({file}))).not.toContain("secret of");
  expect(() => keyOf({variable: "KEY_A"})).toThrow("missing KEY_A: the feed a is signed with");
  expect(() => keyOf({file: join(folder, "none")})).toThrow(UsageError);
  await rm(folder, {recursive: true});
});

it("maybeFeedsPath(option, env) prefers the option", () => {
  expect(maybeFeedsPath(undefined, {})).toBeUndefined();
  expect(maybeFeedsPath(undefined, {ATALAYA_FEEDS: "/a.yml"})).toBe(resolve("/a.yml"));
  expect(maybeFeedsPath("/b.yml", {ATALAYA_FEEDS: "/a.yml"})).toBe(resolve("/b.yml"));
});
