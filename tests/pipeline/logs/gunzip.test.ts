import {createHash} from "node:crypto";
import {gzipSync} from "node:zlib";
import {expect, it} from "vitest";
import {gunzip} from "../../../pipeline/logs/gunzip.js";

const text = Array.from({length: 5_000}, (_, i) => createHash("md5").update(`${i}`).digest("hex"));
const plain = Buffer.from(text.join("\n"));
const packed = gzipSync(plain);

/** Returns what came out of *bytes* before the fault, and the fault. */
async function inflated(bytes: Uint8Array, step: number): Promise<{out: Buffer; fault: string}> {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += step) yield bytes.subarray(i, i + step);
  };
  const out: Uint8Array[] = [];
  try {
    for await (const chunk of gunzip(open)) out.push(chunk);
    return {out: Buffer.concat(out), fault: ""};
  } catch (error) {
    return {out: Buffer.concat(out), fault: (error as Error).message};
  }
}

it.each([1_000, 16_384, 70_000])(
  "gunzip(open) inflates members in pieces of %i bytes",
  async (step) => {
    const {out, fault} = await inflated(Buffer.concat([packed, packed, Buffer.alloc(512)]), step);
    expect(fault).toBe("");
    expect(out.equals(Buffer.concat([plain, plain]))).toBe(true);
  }
);

it("gunzip(open) yields every byte before the fault, and says where that is", async () => {
  const damaged = Buffer.from(packed);
  damaged[damaged.length - 6] ^= 1;
  for (const [bytes, reason] of [
    [packed.subarray(0, packed.length - 4), "gzip: unexpected end of file"],
    [damaged, "gzip: incorrect data check"],
    [Buffer.concat([packed, Buffer.from("garbage")]), "gzip: incorrect header check"]
  ] as const) {
    const {out, fault} = await inflated(bytes, 16_384);
    expect(fault).toContain(reason);
    expect(out.equals(plain)).toBe(true);
  }
});

it("gunzip(open) yields a prefix of the whole when it is cut anywhere", async () => {
  let before = 0;
  for (let length = 2; length < packed.length; length += 9_973) {
    const {out, fault} = await inflated(packed.subarray(0, length), 16_384);
    expect(fault).toBe(`gzip: unexpected end of file after ${length} bytes`);
    expect(out.equals(plain.subarray(0, out.length))).toBe(true);
    expect(out.length).toBeGreaterThanOrEqual(before);
    before = out.length;
  }
  expect(before).toBeGreaterThan(plain.length / 2);
});
