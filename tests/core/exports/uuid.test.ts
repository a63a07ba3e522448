import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {sha1} from "../../../src/core/exports/sha1.js";
import {uuid5} from "../../../src/core/exports/uuid.js";

it("sha1(bytes) agrees with OpenSSL at every length around its blocks", () => {
  for (let n = 0; n < 260; ++n) {
    const bytes = Uint8Array.from({length: n}, (_, i) => (i * 37 + n) % 256);
    const expected = createHash("sha1").update(bytes).digest("hex");
    expect(Buffer.from(sha1(bytes)).toString("hex")).toBe(expected);
  }
});

// RFC 9562, appendix A.4.
it("uuid5(namespace, name) gives the UUID of the RFC’s example", () => {
  const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  expect(uuid5(dns, "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

it("uuid5(namespace, name) refuses a namespace that is none", () => {
  expect(() => uuid5("x", "y")).toThrow("invalid UUID: x");
});
