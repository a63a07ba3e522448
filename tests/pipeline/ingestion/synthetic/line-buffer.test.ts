import {expect, it} from "vitest";
import {lineBuffer} from "../../../../pipeline/ingestion/synthetic/logs/line-buffer.js";
import {seeded} from "../../../../src/core/forest/random.js";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it("lineBuffer(capacity).count(value) writes what String(value) does", () => {
  const random = seeded(1);
  const values = [0, 1, 9, 10, 11, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 1_772_409_600_000_000];
  for (let i = 0; i < 2000; ++i) values.push(Math.floor(10 ** (15 * random())));
  const lines = lineBuffer(10);
  for (const value of values) {
    lines.count(value);
    expect(text(lines.take())).toBe(String(value));
  }
});

it("lineBuffer(capacity).padded(value, width) puts zeros before the value", () => {
  const lines = lineBuffer(10);
  for (const [value, padded] of [
    [0, "000000"],
    [7, "000007"],
    [999_999, "999999"]
  ] as const) {
    lines.padded(value, 6);
    expect(text(lines.take())).toBe(padded);
  }
});

it("lineBuffer(capacity) grows, and forgets what was taken", () => {
  const lines = lineBuffer(1);
  const line = `${"x".repeat(1000)}\n`;
  for (let i = 0; i < 100; ++i) lines.text(line);
  expect(lines.length).toBe(100_100);
  const taken = lines.take();
  expect(lines.length).toBe(0);
  lines.text("y");
  expect(text(taken)).toBe(line.repeat(100));
  expect(text(lines.take())).toBe("y");
});
