import {SigmaEvent} from "../../../src/core/sigma/match/event.js";
import type {Drawer} from "./random-rules.js";

/** A row of a table, as JSON. */
export interface Row {
  text: string | null;
  other: string | null;
  ip: string | null;
  number: number | null;
  flag: boolean | null;
  time: string | null;
  list: string | null;
}

const ips = ["10.1.2.3", "172.16.0.1", "172.32.0.1", "192.168.1.255", "8.8.8.8", "::1", "fe80::1", "fd00:0:0::7", "2001:db8:0:0:1:0:0:1", "10.1.2", "010.1.2.3", "1::2::3", ":::", "::ffff:10.0.0.1", "FE80::ABCD", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:8::"]; // prettier-ignore
const texts = ["abc", "ABC", "aXc", "a*c", "a?c", "a%c", "a_c", "C:\\Windows\\cmd.exe", "-v", " /v x", "–v", "", "'; DROP TABLE rows; --", "éÉ", "a\nb", "10", "1.50", "true", "YWJj", "ab\\*c", "\\\\host\\IPC$", "😀x"]; // prettier-ignore

/** Draws a row. */
export function drawRow(draw: Drawer): Row {
  const maybe = <T>(value: T) => (draw.chance(0.15) ? null : value);
  return {
    text: maybe(draw.of(texts)),
    other: maybe(draw.of(texts)),
    ip: maybe(draw.of(ips)),
    number: maybe(draw.of([0, 1, 10, 443, -5, 1.5, 3_000_000_000])),
    flag: maybe(draw.chance(0.5)),
    time: maybe(`2026-0${1 + draw.below(9)}-0${1 + draw.below(9)} ${10 + draw.below(10)}:30:00`),
    list: maybe(draw.list(1 + draw.below(3), () => draw.of(["abc", "text/html", "x"])).join(","))
  };
}

const items = [
  ["text", ...texts],
  ["text|contains", "b", "%", "\\", "?", "a*c", "é"],
  ["text|startswith", "a", "C:\\*", "\\\\\\\\"],
  ["text|endswith", "c", ".exe", "\\*c"], // prettier-ignore
  ["text|cased", "ABC", "a*", "É*"],
  ["text|contains|cased", "B", "W*d"],
  ["text|re", "^a.c$", "(?i)abc", "\\d+", "[A-Z]:"],
  ["text|re|i", "ABC$"], // prettier-ignore
  ["text|contains|windash", "-v", " -v", "/v"],
  ["text|base64offset|contains", "abc", "b"],
  ["text|wide|base64offset|contains", "abc"],
  ["text|base64", "abc"], // prettier-ignore
  ["text|fieldref", "other"],
  ["text|fieldref|contains", "other"],
  ["text|fieldref|startswith", "other"],
  ["text|fieldref|neq", "other"],
  ["text|gte", 10],
  ["text|lt", 2], // prettier-ignore
  ["text", 10, 1.5, true, null, "*", "?", "??c", "*a*?*c*"],
  ["text|neq", "abc", "a*"],
  ["text|exists", true, false],
  ["absent", "a", null],
  ["absent|exists", false, true],
  ["absent|neq", "a"], // prettier-ignore
  ["ip|cidr", "10.0.0.0/8", "172.16.0.0/12", "192.168.1.128/25", "0.0.0.0/0", "::1/128", "fe80::/10", "fc00::/7", "2001:db8::/33", "::/0", "8.8.8.8"], // prettier-ignore
  ["number", 443, 0, "10", "1.5", "4*", "443", "-5"],
  ["number|gt", 1, 442.5],
  ["number|lte", 10],
  ["number|contains", "4"],
  ["number|re", "^4"],
  ["number|exists", true], // prettier-ignore
  ["flag", true, false, "true", "FALSE", 1],
  ["time|hour", 12],
  ["time|hour|gte", 15],
  ["time|week|lt", 10],
  ["time|day", 3],
  ["time|month", 2],
  ["time|year", 2026],
  ["time|minute", 30], // prettier-ignore
  ["list", "abc", "text/*", "x"],
  ["list|contains", "b", "html"],
  ["list|re", "^t"],
  ["list|neq", "abc"],
  ["", "abc", "DROP", 443, "a?c"],
  ["|re", "a.c"],
  ["|cased", "ABC"] // prettier-ignore
] as const;

/** Draws the text of a rule for such rows; not every one is valid. */
export function drawRule(draw: Drawer): string {
  const names = draw.list(1 + draw.below(3), () => draw.of(["selection", "filter", "filter_main", "other"])); // prettier-ignore
  const selections = [...new Set(names)].map((name) => [name, drawMap(draw)] as const);
  const unique = selections.map(([name]) => name);
  const term = () => draw.of([...unique, `1 of ${draw.of(unique)}*`, "all of them", "1 of them"]);
  const condition = draw.list(1 + draw.below(3), () => `${draw.chance(0.4) ? "not " : ""}${term()}`).join(draw.of([" and ", " or "])); // prettier-ignore
  return JSON.stringify({title: "drawn", logsource: {}, detection: {...Object.fromEntries(selections), condition}}); // prettier-ignore
}

function drawMap(draw: Drawer): object {
  const entries = draw.list(1 + draw.below(3), () => {
    const [field, ...values] = draw.of(items);
    const drawn = draw.list(1 + draw.below(2), () => draw.of<string | number | boolean | null>(values)); // prettier-ignore
    const all = drawn.length > 1 && draw.chance(0.3) && !field.includes("exists");
    if (field === "") return ["|all", drawn.map(String)];
    return [all ? `${field}|all` : field, drawn.length === 1 ? drawn[0] : drawn];
  });
  const map = Object.fromEntries(entries) as Record<string, unknown>;
  return draw.chance(0.2) ? [map, drawPlain(draw)] : map;
}

function drawPlain(draw: Drawer): object {
  return {text: draw.of(texts)};
}

/** The event that a row is, with its list as a list. */
export function eventOf(row: Row): SigmaEvent {
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  const event = Object.fromEntries(entries.map(([key, value]) => [key, key === "list" ? String(value).split(",") : value])); // prettier-ignore
  return new SigmaEvent(event);
}
