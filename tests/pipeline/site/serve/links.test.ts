import {execFileSync} from "node:child_process";
import {mkdir, mkdtemp, rename, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {serve} from "../../../../pipeline/site/serve/serve.js";
import type {Served} from "../../../../pipeline/site/serve/serve.js";

let folder: string;
let served: Served;
const at = (...path: string[]) => join(folder, ...path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "links-"));
  for (const name of ["one", "two"]) {
    await mkdir(at(name, "notebooks"), {recursive: true});
    await writeFile(at(name, "index.html"), `<!doctype html>${name}`);
    await writeFile(at(name, "notebooks", "index.html"), name);
  }
  await mkdir(at("outside"));
  await writeFile(at("outside", "secret.txt"), "secret");
  await writeFile(at("outside", "index.html"), "secret");
  await symlink("one", at("site")); // the folder that is served may be a link: it is the user’s own
  served = await serve({root: at("site"), port: 0});
});
afterAll(async () => {
  await served.close();
  await rm(folder, {recursive: true, force: true});
});

const get = async (path: string) => {
  const answer = await fetch(new URL(path, served.address));
  return {status: answer.status, text: await answer.text()};
};

it("serve(options) follows no link in the site, wherever it leads and whichever part of a path it is", async () => {
  await symlink("../outside/secret.txt", at("one", "file.txt"));
  await symlink(at("outside", "secret.txt"), at("one", "absolute.txt"));
  await symlink("../outside", at("one", "folder"));
  await symlink("../outside/index.html", at("one", "clean.html"));
  await symlink("index.html", at("one", "within.html"));
  await symlink("notebooks", at("one", "books"));
  await symlink("../../outside/secret.txt", at("one", "notebooks", "deep.txt"));
  await symlink("loop", at("one", "loop"));
  for (const path of [
    "file.txt",
    "absolute.txt",
    "folder/secret.txt",
    "folder/",
    "folder",
    "clean",
    "clean.html",
    "within.html",
    "books/",
    "books/index.html",
    "notebooks/deep.txt",
    "loop"
  ]) {
    // prettier-ignore
    const {status, text} = await get(path);
    expect([path, status, text.includes("secret")]).toEqual([path, 404, false]);
  }
  await symlink("../outside/secret.txt", at("one", "404.html"));
  expect(await get("absent")).toEqual({status: 404, text: "404 not found\n"});
  expect(await get("notebooks/")).toEqual({status: 200, text: "one"});
});

it("serve(options) sends no device and no pipe, and waits for none", async () => {
  execFileSync("mkfifo", [at("one", "pipe.html")]);
  expect((await get("pipe.html")).status).toBe(404);
  expect((await get("pipe")).status).toBe(404);
});

it("serve(options) sends nothing from outside while a file of the site becomes a link, again and again", async () => {
  await writeFile(at("one", "swapped.txt"), "plain");
  await mkdir(at("one", "swapped"));
  await writeFile(at("one", "swapped", "secret.txt"), "plain");
  let isDone = false;
  const swap = (async () => {
    for (let i = 0; !isDone; ++i) {
      await symlink("../outside/secret.txt", at("one", "next.txt"));
      await rename(at("one", "next.txt"), at("one", "swapped.txt"));
      await rename(at("one", "swapped"), at("one", "kept"));
      await symlink("../outside", at("one", "swapped"));
      await new Promise((resolve) => setImmediate(resolve));
      await rm(at("one", "swapped"));
      await rename(at("one", "kept"), at("one", "swapped"));
      await writeFile(at("one", "next.txt"), "plain");
      await rename(at("one", "next.txt"), at("one", "swapped.txt"));
    }
  })();
  const seen = new Set<string>();
  for (let i = 0; i < 150; ++i)
    for (const path of ["swapped.txt", "swapped/secret.txt"]) seen.add((await get(path)).text);
  isDone = true;
  await swap;
  expect([...seen].filter((text) => text.includes("secret"))).toEqual([]);
  expect(seen).toContain("plain");
});

it("serve(options) serves the new site once the link that is its root leads to it", async () => {
  expect((await get("/")).text).toContain("one");
  await symlink("two", at("next"));
  await rename(at("next"), at("site"));
  expect((await get("/")).text).toContain("two");
});
