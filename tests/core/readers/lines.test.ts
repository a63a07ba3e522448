import {expect, it} from "vitest";
import {lineSplitter} from "../../../src/core/readers/lines.js";

it("lineSplitter(onThreshold) gives the same lines however the text is cut", () => {
  const text = "one\r\n\ntwo\rstill two\n\r\nlast";
  for (let length = 1; length <= text.length; ++length) {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (let i = 0; i < text.length; i += length) splitter.push(text.slice(i, i + length));
    expect([...lines, splitter.rest()]).toEqual(["one", "", "two\rstill two", "", "last"]);
  }
});
