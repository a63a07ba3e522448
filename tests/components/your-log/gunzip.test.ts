import {gzipSync} from "node:zlib";
import {expect, it, vi} from "vitest";
import {gunzip} from "../../../src/components/your-log/gunzip.js";
import {inspect} from "../../../src/components/your-log/log-text.js";

/** Returns what *bytes* inflate to, and how often an inflater was begun; the text ends where they are damaged. */
async function inflated(bytes: Uint8Array<ArrayBuffer>) {
  let begun = 0;
  class Counted extends DecompressionStream {
    constructor(format: CompressionFormat) {
      super(format);
      ++begun;
    }
  }
  vi.stubGlobal("DecompressionStream", Counted);
  const decoder = new TextDecoder();
  let text = "";
  let damaged = false;
  try {
    for await (const piece of gunzip(new Blob([bytes]), () => {})) text += decoder.decode(piece);
  } catch {
    damaged = true;
  }
  vi.unstubAllGlobals();
  return {text, begun, damaged};
}

it("gunzip(file) inflates many members, each once", async () => {
  const members = Array.from({length: 20}, (_, i) => gzipSync(`line ${i}\n`.repeat(100)));
  const {text, begun, damaged} = await inflated(new Uint8Array(Buffer.concat(members)));
  expect(text).toBe(Array.from({length: 20}, (_, i) => `line ${i}\n`.repeat(100)).join(""));
  expect([begun, damaged]).toEqual([20, false]);
});

it("gunzip(file) begins a member anew five times at most, whatever looks like the beginning of another", async () => {
  const beginning = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const content = Buffer.concat(Array.from({length: 5000}, () => beginning));
  const stored = new Uint8Array(gzipSync(content, {level: 0}));
  expect((await inflated(stored)).begun).toBeLessThanOrEqual(5);
});

it("inspect(file) says of a gzip file that cannot be inflated that it is damaged, and not that it is empty", async () => {
  const bytes = new Uint8Array(gzipSync("a,b\n"));
  bytes.fill(255, 10);
  expect(await inspect(new Blob([bytes]))).toMatchObject({
    kind: "unsupported",
    found: "a gzip file that is damaged from its beginning"
  });
});
