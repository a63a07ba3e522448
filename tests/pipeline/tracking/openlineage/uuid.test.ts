import {expect, it} from "vitest";
import {uuidOf} from "../../../../pipeline/tracking/openlineage/uuid.js";

it("uuidOf(name, namespace) returns the UUID of RFC 9562, appendix A.4", () => {
  const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  expect(uuidOf("www.example.com", dns)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

it("uuidOf(name) returns what Python’s uuid.uuid5(uuid.NAMESPACE_URL, name) does", () => {
  expect(uuidOf("http://python.org/")).toBe("4c565f0d-3f5a-5890-b41b-20cf47701c5e");
  expect(uuidOf("ñ/日本")).toBe("311bd1bc-15d6-5ccd-9ffa-8c6879e47f25");
});
