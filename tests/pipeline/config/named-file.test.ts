import {execFileSync} from "node:child_process";
import {mkdtemp, rm, symlink, truncate, writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {
  readNamedFile,
  readNamedText,
  readNamedTextSync
} from "../../../pipeline/config/named-file.js";

let folder: string;
const kind = {what: "policy", remedy: "name a JSON file"};
const server = createServer();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "named-"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
  await symlink("loop", join(folder, "loop"));
  await symlink("nothing", join(folder, "dangling"));
  await symlink("pipe", join(folder, "to-pipe"));
  await writeFile(join(folder, "huge"), "");
  await truncate(join(folder, "huge"), 2 ** 20 + 1);
});
afterAll(async () => {
  server.close();
  await rm(folder, {recursive: true, force: true});
});

it.each([
  ["pipe", "not a regular file: # is a named pipe; name a JSON file"],
  ["to-pipe", "not a regular file: # is a named pipe; name a JSON file"],
  ["socket", "not a regular file: # is a socket; name a JSON file"],
  [".", "not a regular file: # is a folder; name a JSON file"],
  ["loop", "unreadable file: # (ELOOP); its symbolic links lead in a circle: name the file itself"],
  ["dangling", "file not found: #; name a JSON file"],
  ["none", "file not found: #; name a JSON file"],
  ["none\ufffd", "file not found: #; a name that is not UTF-8 cannot be given: rename the file"],
  ["huge/x", "file not found: #; name a JSON file"],
  ["x".repeat(300), "unreadable file: # (ENAMETOOLONG); its name is longer than any: check the command"], // prettier-ignore
  ["huge", "invalid policy: # has 1048577 bytes; at most 1048576 are read"]
])("readNamedFile(path) never waits, and says what %s is", async (name, message) => {
  const path = name === "." ? folder : join(folder, name);
  const expected = message.replace("#", path);
  await expect(readNamedFile(path, kind)).rejects.toThrow(expected);
  expect(() => readNamedTextSync(path, kind)).toThrow(expected);
});

it("readNamedFile(path) reads no device", async () => {
  await expect(readNamedFile("/dev/zero", kind)).rejects.toThrow(
    "not a regular file: /dev/zero is a device; name a JSON file"
  );
});

it.each([
  ["{}", "{}"],
  ["\ufeff{}", "{}"]
])("readNamedText(path) reads %j, without a byte-order mark", async (written, text) => {
  const path = join(folder, "text");
  await writeFile(path, written);
  expect(await readNamedText(path, kind)).toBe(text);
  expect(readNamedTextSync(path, kind)).toBe(text);
});

it.each([
  [Buffer.from("\ufeff{}", "utf16le"), "is UTF-16 text; save it as UTF-8"],
  [Buffer.from("\ufeff{}", "utf16le").swap16(), "is UTF-16 text; save it as UTF-8"],
  [Buffer.from('{"a": 1}', "utf16le"), "is UTF-16 text; save it as UTF-8"],
  [Buffer.from([0x1f, 0x8b, 8, 0]), "is a gzip file; unpack it first"],
  [Buffer.from("PK\u0003\u0004"), "is a zip file; unpack it first"],
  [Buffer.from("a\rb\r"), "is text whose lines end with CR alone; write LF at the end of each"],
  [Buffer.from([0x7b, 0xff, 0x7d]), "is not UTF-8; name a JSON file"]
])("readNamedText(path) names what is no UTF-8: %j", async (bytes, message) => {
  const path = join(folder, "other");
  await writeFile(path, bytes);
  await expect(readNamedText(path, kind)).rejects.toThrow(`invalid policy: ${path} ${message}`);
});
