/** The support of a server for requests for some bytes of a file. */
interface RangeSupport {
  /** Whether it sends those bytes alone. */
  ranges: boolean;

  /** The size of the file in bytes, or null if it is unknown. */
  bytes: number | null;
}

/** The maximum size, in bytes, of a file that is fetched complete where there are no ranges. */
export const maxCompleteBytes = 64 * 2 ** 20;

/** Requests the first byte of the file at *url*; rejects if there is no such file or no server. */
export async function requestRanges(url: string): Promise<RangeSupport> {
  const abort = new AbortController();
  const response = await fetch(url, {headers: {Range: "bytes=0-0"}, signal: abort.signal}).catch(
    (cause: unknown) => {
      throw new Error(`file not loaded: ${url}; is the site still served?`, {cause});
    }
  );
  abort.abort(); // the status is the answer; without ranges, the body would be the complete file
  if (!response.ok) throw new Error(`file not loaded: ${url}; status ${response.status}`);
  return readRangeSupport(response.status, response.headers);
}

/** Returns what the status and the headers of an answer to `Range: bytes=0-0` mean. */
export function readRangeSupport(status: number, headers: Pick<Headers, "get">): RangeSupport {
  const total = /^bytes 0-0\/(\d+)$/.exec(headers.get("Content-Range") ?? "")?.[1];
  if (status === 206 && total) return {ranges: true, bytes: Number(total)};
  const length = headers.get("Content-Encoding") ? null : headers.get("Content-Length");
  return {ranges: false, bytes: length === null ? null : Number(length)};
}

/**
 * Fetches the complete file at *url*, for a server without ranges; rejects if it is, or turns out to
 * be, greater than `maxCompleteBytes`.
 */
export async function fetchAll(url: string, {bytes}: RangeSupport): Promise<Uint8Array> {
  if (bytes !== null && bytes > maxCompleteBytes) throw tooLarge(bytes);
  const response = await fetch(url);
  if (!response.ok || !response.body)
    throw new Error(`file not loaded: ${url}; status ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size <= maxCompleteBytes) continue;
    await reader.cancel();
    throw tooLarge(size);
  }
  const complete = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    complete.set(part, at);
    at += part.length;
  }
  return complete;
}

function tooLarge(bytes: number): Error {
  const [size, max] = [bytes, maxCompleteBytes].map((n) => `${Math.ceil(n / 1e6)} MB`);
  return new Error(
    `this server does not answer range requests, and the complete table of events is too large to fetch: ${size}, of at most ${max}; serve the site with \`atalaya serve\`, or another server that answers range requests`
  );
}
