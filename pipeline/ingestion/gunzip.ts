import {createGunzip} from "node:zlib";

/** How many bytes are inflated at a time; at worst a thousand times as many come out. */
const stride = 1 << 14;

/** The bytes end, or stop making sense, before the gzip file does. */
export class GzipFault extends Error {
  override readonly name = "GzipFault";

  /** How many bytes had been taken in before those with the fault. */
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(`gzip: ${reason} after ${offset} bytes`);
    this.offset = offset;
  }
}

/** Returns whether *bytes* begin as every gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Yields what the bytes of *open* inflate to: one or more gzip members, one after the other. Where
 * they are cut short or damaged it throws a GzipFault, after every byte that could be inflated. For
 * this it opens them again, since zlib keeps to itself what a failing call had inflated: the second
 * time the last stride goes in byte by byte.
 */
export async function* gunzip(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let done = 0;
  try {
    for await (const bytes of inflate(open(), Infinity)) {
      done += bytes.length;
      yield bytes;
    }
    return;
  } catch (error) {
    if (!(error instanceof GzipFault)) throw error;
    let skip = done;
    for await (const bytes of inflate(open(), error.offset)) {
      if (bytes.length > skip) yield bytes.subarray(skip);
      skip = Math.max(0, skip - bytes.length);
    }
    throw error;
  }
}

/** Yields what *chunks* inflate to; from the offset *fine* on it takes them byte by byte. */
async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  fine: number
): AsyncGenerator<Uint8Array> {
  // prettier-ignore
  const inflater = createGunzip({chunkSize: 1 << 16});
  const state = {failure: null as Error | null, ended: false, wake: (): void => {}};
  let inflated: Uint8Array[] = [];
  inflater.on("data", (bytes: Uint8Array) => inflated.push(bytes));
  inflater.on("error", (error) => ((state.failure = error), state.wake()));
  inflater.on("end", () => ((state.ended = true), state.wake()));
  const settled = (act: () => void) =>
    new Promise<void>((resolve) => ((state.wake = resolve), act()));
  let offset = 0;
  try {
    for await (const chunk of chunks) {
      for (let i = 0; i < chunk.length;) {
        const length = offset >= fine ? 1 : Math.min(stride, fine - offset);
        const piece = chunk.subarray(i, i + length);
        await settled(() => take(piece));
        yield* inflated.splice(0);
        if (state.failure) throw new GzipFault(state.failure.message, offset);
        i += piece.length;
        offset += piece.length;
      }
    }
    if (!state.ended) await settled(() => inflater.end());
    yield* inflated.splice(0);
    if (state.failure) throw new GzipFault(state.failure.message, offset);
  } finally {
    inflater.destroy();
  }

  function take(piece: Uint8Array): void {
    if (!state.ended) return void inflater.write(piece, () => state.wake());
    if (piece.some((byte) => byte !== 0)) state.failure = new Error("unknown bytes");
    state.wake();
  }
}
