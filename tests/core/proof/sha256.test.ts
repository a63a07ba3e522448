import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {sha256, sha256Of} from "../../../src/core/proof/sha256.js";

const encoder = new TextEncoder();

// NIST, FIPS 180-2, appendix B, and the digest of nothing.
it.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ]
])("sha256Of(%j) is what the standard says", (text, digest) => {
  expect(sha256Of(encoder.encode(text))).toBe(digest);
});

it("sha256() takes bytes in parts of any size, and agrees with OpenSSL at every length near a block", () => {
  for (let length = 0; length < 200; ++length) {
    const bytes = Uint8Array.from({length}, (_, i) => (i * 31 + length) & 255);
    const digest = sha256();
    for (let at = 0; at < length; at += 7) digest.update(bytes.subarray(at, at + 7));
    expect(digest.digest()).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
