import {createGunzip} from "node:zlib";

/**
 * How many bytes are inflated at a time: while nothing is wrong, then from the start, and then before a fault, ever closer to
 * it. At worst a thousand times as many come out.
 */
const quickStride = 1 << 16;
const strides = [1 << 14, 1 << 7, 1];

/** How much comes out in one go while nothing is wrong: most often all that one stride holds, so that a thread inflates it alone. */
const quickChunk = 1 << 20;

/** The bytes end, or stop making sense, before the gzip file does. */
export class GzipFault extends Error {
  override readonly name = "GzipFault";

  /** How many bytes had been taken in before those with the fault. */
  readonly offset: number;

  /** Whether all of those bytes have come out, so that smaller steps would bring no more. */
  readonly drained: boolean;

  constructor(reason: string, offset: number, drained: boolean) {
    super(`gzip: ${reason} after ${offset} bytes`);
    this.offset = offset;
    this.drained = drained;
  }
}

/**
 * Yields what the bytes of *open* inflate to: one or more gzip members, one after the other. Where
 * they are truncated or damaged it throws a GzipFault, after every byte that could be inflated. For
 * this it opens them again, since zlib keeps to itself what a failing call had inflated: it goes back
 * to where that call began and takes smaller steps, down to one byte.
 */
export async function* gunzip(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let fault: GzipFault | undefined;
  let done = 0;
  for (const stride of [quickStride, ...strides]) {
    let skip = done;
    try {
      for await (const bytes of inflate(open(), fault?.offset ?? 0, stride)) {
        const fresh = bytes.subarray(Math.min(skip, bytes.length));
        skip -= bytes.length - fresh.length;
        done += fresh.length;
        if (fresh.length > 0) yield fresh;
      }
      return;
    } catch (error) {
      if (!(error instanceof GzipFault)) throw error;
      if (stride === quickStride) continue;
      fault = error;
      if (fault.drained) break;
    }
  }
  if (fault) throw fault;
}

/** Yields what *chunks* inflate to; from the offset *from* on it takes *stride* bytes at a time. */
async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  stride: number
): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({chunkSize: stride === quickStride ? quickChunk : 1 << 16});
  const state = {failure: null as Error | null, ended: false, wake: (): void => {}};
  const inflated: Uint8Array[] = [];
  inflater.on("data", (bytes: Uint8Array) => inflated.push(bytes));
  inflater.on("error", (error) => ((state.failure = error), state.wake()));
  inflater.on("end", () => ((state.ended = true), state.wake()));
  const settled = (act: () => void) =>
    new Promise<void>((resolve) => ((state.wake = resolve), act()));
  let offset = 0;
  try {
    for await (const chunk of chunks) {
      for (let i = 0; i < chunk.length;) {
        const length = offset >= from ? stride : Math.min(strides[0], from - offset);
        const piece = chunk.subarray(i, i + length);
        await settled(() => take(piece));
        yield* inflated.splice(0);
        if (state.failure) throw new GzipFault(state.failure.message, offset, false);
        i += piece.length;
        offset += piece.length;
        if (stride === quickStride && state.ended && inflater.bytesWritten < offset)
          throw new GzipFault("more bytes", offset, false);
      }
    }
    if (!state.ended) await settled(() => inflater.end());
    yield* inflated.splice(0);
    if (state.failure) throw new GzipFault(state.failure.message, offset, true);
  } finally {
    inflater.destroy();
  }

  function take(piece: Uint8Array): void {
    if (!state.ended) return void inflater.write(piece, () => state.wake());
    if (piece.some((byte) => byte !== 0)) state.failure = new Error("unknown bytes");
    state.wake();
  }
}
