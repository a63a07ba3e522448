import type {LogKind} from "./kinds/kind.js";
import type {Fault, LineKind, LogReader, Rejection} from "./reader.js";

/**
 * Returns *reader* with every record rejected for which *faultOf* returns a fault; it is given the line that was read last, empty
 * where an earlier one is decided. *kind* is what the reader then says its records are of, instead of their own.
 */
export function filteredReader(
  reader: LogReader,
  faultOf: (reader: LogReader, text: string) => Fault | null,
  kind?: LogKind
): LogReader {
  let own: Rejection | null = null;
  const filter = (line: LineKind | null, text: string): LineKind | null => {
    own = null;
    const fault = line === "event" ? faultOf(reader, text) : null;
    if (fault === null) return line;
    own = {line: reader.line, ...fault};
    return "rejected";
  };
  return {
    read: (text) => filter(reader.read(text), text),
    next: () => filter(reader.next(), ""),
    refuse: (text, reason) => filter(reader.refuse(text, reason), text),
    end: () => filter(reader.end(), ""),
    get line() {
      return reader.line;
    },
    get kind() {
      return kind ?? reader.kind;
    },
    get values() {
      return reader.values;
    },
    get rejection() {
      return own ?? reader.rejection;
    }
  };
}
