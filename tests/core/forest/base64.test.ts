import {expect, it} from "vitest";
import {maybeFromBase64, toBase64} from "../../../src/core/forest/base64.js";
import {seeded} from "../../../src/core/forest/random.js";

it("toBase64(bytes) writes the test vectors of RFC 4648", () => {
  const vectors = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foob: "Zm9vYg==",
    fooba: "Zm9vYmE=",
    foobar: "Zm9vYmFy"
  };
  for (const [text, encoded] of Object.entries(vectors)) {
    expect(toBase64(new TextEncoder().encode(text))).toBe(encoded);
    expect(new TextDecoder().decode(maybeFromBase64(encoded))).toBe(text);
  }
});

it("toBase64(bytes) agrees with Node’s, and maybeFromBase64(text) reads it back", () => {
  const random = seeded(1);
  for (const length of [1, 2, 3, 255, 256, 257, 24_576, 100_001]) {
    const bytes = Uint8Array.from({length}, () => Math.floor(random() * 256));
    const text = toBase64(bytes);
    expect(text === Buffer.from(bytes).toString("base64")).toBe(true);
    expect(Buffer.compare(maybeFromBase64(text)!, bytes)).toBe(0);
  }
});

it.each([
  "Z",
  "Zg",
  "Zg=",
  "Zh==",
  "Zm9=",
  "Z===",
  "====",
  "Zm 9v",
  "Zm9v\n",
  "Zm-_",
  "Zm9é",
  "Zg==Zg==",
  "Z\u0000=="
])("maybeFromBase64(%j) is undefined", (text) => {
  expect(maybeFromBase64(text)).toBeUndefined();
});
