import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {digestsOf} from "../../../src/components/your-log/file-digests.js";
import {checksumLines, logIdentity} from "../../../src/components/your-log/log-identity.js";

const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

it("digestsOf(files) gives what node:crypto gives, for files of every length about a block", async () => {
  const texts = [0, 1, 55, 56, 63, 64, 65, 200_000].map((n) => "ü".repeat(n));
  const files = texts.map((text, i) => new File([text], `${i}.log`));
  expect(await digestsOf(files)).toEqual(texts.map(digestOf));
});

it("digestsOf(files) names a file that cannot be read any more, and what to do", async () => {
  const gone = new File(["x"], "gone.log");
  gone.stream = () => {
    throw new DOMException("changed", "NotReadableError");
  };
  await expect(digestsOf([new File(["y"], "a.log"), gone])).rejects.toThrow(
    /gone\.log; it was moved or changed .* drop it again/
  );
});

it("logIdentity(files) is the digest of one file, and the digest of the digests of several in their order", () => {
  const files = ["a", "b"].map((name) => ({name, sha256: digestOf(name)}));
  expect(logIdentity(files.slice(0, 1)).sha256).toBe(digestOf("a"));
  const both = logIdentity(files).sha256;
  expect(both).toBe(digestOf(`${digestOf("a")}\n${digestOf("b")}\n`));
  expect(logIdentity([...files].reverse()).sha256).not.toBe(both);
});

it("checksumLines(identity) keeps each file on one line, whatever its name holds, and says how many more there are", () => {
  const name = "a\nb\u202Ec";
  const files = Array.from({length: 23}, () => ({name, sha256: digestOf(name)}));
  const lines = checksumLines(logIdentity(files)).split("\n");
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("and 3 more");
  for (const line of lines.slice(0, 20)) {
    expect(line.startsWith(`${digestOf(name)}  a`)).toBe(true);
    expect(line).not.toMatch(/\u202e/);
  }
});
