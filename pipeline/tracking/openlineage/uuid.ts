import {createHash} from "node:crypto";

/** The namespace of names that are addresses (RFC 9562, section 6.6). */
const urlNamespace = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

/** Returns the UUID of *name* in *namespace*: always the same one. Version 5 of RFC 9562, section 5.5. */
export function uuidOf(name: string, namespace = urlNamespace): string {
  const prefix = Buffer.from(namespace.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(prefix).update(name, "utf8").digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50; // the version
  bytes[8] = (bytes[8] & 0x3f) | 0x80; // the variant
  const digits = bytes.toString("hex");
  return [8, 12, 16, 20, 32].map((end, i) => digits.slice([0, 8, 12, 16, 20][i], end)).join("-");
}
