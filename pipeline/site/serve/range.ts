/** The bytes from *start* to *end*, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Returns the bytes that a Range *header* asks for, of *size* bytes: "unsatisfiable" if there are none
 * such, undefined if the header is absent, not understood or asks for several ranges, in which case
 * all bytes are the answer (RFC 9110, section 14.2).
 */
export function readRange(
  header: string | undefined,
  size: number
): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  if (match[1] === "") {
    const length = Math.min(Number(match[2]), size);
    return length > 0 ? {start: size - length, end: size - 1} : "unsatisfiable";
  }
  const start = Number(match[1]);
  const end = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== "" && Number(match[2]) < start) return undefined;
  return start < size ? {start, end} : "unsatisfiable";
}
