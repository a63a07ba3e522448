/** An error of a gzip file that is truncated or damaged. */
export class TruncatedGzip extends Error {
  override readonly name = "TruncatedGzip";
}

/**
 * Yields what a gzip file inflates to, whether of one member or of many, one after the other. The
 * browser inflates one member and treats what follows as damage, so each ends where the next seems to begin;
 * where that is no beginning, the checksum of the member fails, and the search goes on, at most four times, since each
 * inflates the member anew: ten bytes that look so by chance are one in 200 GB. Throws a TruncatedGzip,
 * after all that could be inflated, where the file is truncated or damaged.
 */
export async function* gunzip(
  file: Blob,
  onRead: (bytes: number) => void
): AsyncGenerator<Uint8Array> {
  let start = 0;
  while (start < file.size) {
    const passed = new Set<number>();
    let yielded = 0;
    for (;;) {
      const member = openMember(file, {start, passed, onRead});
      let skip = yielded;
      for await (const chunk of member.chunks()) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        yielded += fresh.length;
        if (fresh.length > 0) yield fresh;
      }
      const {end, failed} = member.result();
      if (!failed) {
        start = end;
        break;
      }
      if (end >= file.size || passed.size >= maxPassed) {
        throw new TruncatedGzip(
          "the gzip file is truncated or damaged; the lines before that are read"
        );
      }
      passed.add(end);
    }
  }
}

/** How many places in a member may look like the beginning of another. */
const maxPassed = 4;

/** The bytes of a gzip header. */
const headerLength = 10;

interface Member {
  /** Yields what it inflates to; does not throw where it is damaged. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** Returns where it was ended, and whether it does not end there. */
  result(): {end: number; failed: boolean};
}

/** The start of a member, and positions that are no beginning of another. */
interface MemberOptions {
  start: number;
  passed: ReadonlySet<number>;
  onRead: (bytes: number) => void;
}

function openMember(file: Blob, options: MemberOptions): Member {
  const stream = new DecompressionStream("gzip");
  let end = file.size;
  let failed = false;
  return {
    async *chunks() {
      const fed = feed(file, stream.writable.getWriter(), options, (at) => void (end = at));
      const settled = fed.catch(() => void (failed = true));
      const reader = stream.readable.getReader();
      try {
        for (;;) {
          const {done, value} = await reader.read();
          if (done) break;
          yield value;
        }
      } catch {
        failed = true;
      }
      await settled;
    },
    result: () => ({end, failed})
  };
}

/** Writes a member to *writer*, up to where the next seems to begin, with which *onEnd* is called. */
async function feed(
  file: Blob,
  writer: WritableStreamDefaultWriter<BufferSource>,
  {start, passed, onRead}: MemberOptions,
  onEnd: (at: number) => void
): Promise<void> {
  let at = start;
  let tail: Uint8Array<ArrayBuffer> = new Uint8Array(0); // a beginning may lie across two pieces
  const reader = file.slice(start).stream().getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    const piece = join(tail, value);
    const base = at;
    const next = findBeginning(piece, (i) => base + i > start && !passed.has(base + i));
    if (next >= 0) {
      onEnd(at + next);
      void reader.cancel();
      await writer.write(piece.subarray(0, next));
      return writer.close();
    }
    const sure = Math.max(0, piece.length - (headerLength - 1));
    await writer.write(piece.subarray(0, sure));
    tail = piece.slice(sure);
    at += sure;
    onRead(at);
  }
  await writer.write(tail);
  return writer.close();
}

/** Returns where a gzip header seems to begin: its magic bytes, deflate, no reserved flag, and known extra flags and system; −1 if nowhere. */
function findBeginning(bytes: Uint8Array, isNew: (i: number) => boolean): number {
  for (let i = bytes.indexOf(0x1f); i >= 0; i = bytes.indexOf(0x1f, i + 1)) {
    const isMagic = bytes[i + 1] === 0x8b && bytes[i + 2] === 8 && bytes[i + 3] < 32;
    const [extra, system] = [bytes[i + 8], bytes[i + 9]];
    if (isMagic && [0, 2, 4].includes(extra) && (system < 20 || system === 255) && isNew(i))
      return i;
  }
  return -1;
}

function join(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
