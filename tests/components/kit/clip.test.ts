import {expect, it} from "vitest";
import {clipMiddle} from "../../../src/components/kit/clip.js";

it("clipMiddle(text, most) never has more than most characters, and keeps both ends", () => {
  const address = "2001:0db8:85a3:0000:0000:8a2e:0370:7334".repeat(8);
  for (const most of [2, 3, 14, 22, 60]) {
    const clipped = clipMiddle(address, most);
    expect([...clipped]).toHaveLength(most);
    expect(clipped).toContain("…");
    expect(clipped[0]).toBe("2");
    if (most > 2) expect(clipped.at(-1)).toBe("4");
  }
});

it("clipMiddle(text, most) leaves a text that fits, and never splits a character", () => {
  expect(clipMiddle("10.0.0.1", 8)).toBe("10.0.0.1");
  expect(clipMiddle("😀😀😀😀😀", 3)).toBe("😀…😀");
});
