import {expect, it} from "vitest";
import {UnsupportedLogError, maxLineLength} from "../../../src/core/readers/reader.js";
import {zeekReader} from "../../../src/core/readers/zeek.js";
import {fixture, readText} from "./read-text.js";
import type {NamedEvent} from "./read-text.js";

/** The three connections of conn.log, as a person reads them. */
const connections: NamedEvent[] = [
  {
    ...{time: 1767225600000001, uid: "Caaa1", src: "10.0.0.5", src_port: 50000},
    ...{dst: "93.184.216.34", dst_port: 443, proto: "tcp", service: "ssl", duration: 1.5},
    ...{orig_bytes: 1200, resp_bytes: 34567, conn_state: "SF", local_orig: true, local_resp: false},
    ...{missed_bytes: 0, history: "ShADadFf", orig_pkts: 12, orig_ip_bytes: 1900, resp_pkts: 14},
    ...{resp_ip_bytes: 35300, tunnel_parents: null},
    ...{label: null, detailed_label: null, technique: null}
  },
  {
    ...{time: 1767225601999999, uid: "Caaa2", src: "fe80::1", src_port: 5353},
    ...{dst: "ff02::fb", dst_port: 5353, proto: "udp", service: "dns", duration: null},
    ...{orig_bytes: null, resp_bytes: null, conn_state: "S0", local_orig: true, local_resp: false},
    ...{missed_bytes: 0, history: "D", orig_pkts: 1, orig_ip_bytes: 89, resp_pkts: 0},
    ...{resp_ip_bytes: 0, tunnel_parents: null},
    ...{label: null, detailed_label: null, technique: null}
  },
  {
    ...{time: 1767225602500000, uid: "Caaa3", src: "10.0.0.6", src_port: 8},
    ...{dst: "10.0.0.1", dst_port: 0, proto: "icmp", service: null, duration: 0.00001},
    ...{orig_bytes: 56, resp_bytes: 56, conn_state: "OTH", local_orig: true, local_resp: true},
    ...{missed_bytes: 0, history: null, orig_pkts: 1, orig_ip_bytes: 84, resp_pkts: 1},
    ...{resp_ip_bytes: 84, tunnel_parents: "Cparent1,Cparent2"},
    ...{label: null, detailed_label: null, technique: null}
  }
];

it("zeekReader() reads a tab-separated log into typed values", () => {
  const {events, rejections, comments, lines} = readText(fixture("conn.log"));
  expect(events).toEqual(connections);
  expect(rejections).toEqual([]);
  expect([comments, lines]).toEqual([9, 12]);
});

it("zeekReader() reads the same events from JSON, flat or nested, epoch or ISO 8601", () => {
  expect(readText(fixture("conn.json.log"))).toEqual({
    events: connections,
    rejections: [],
    comments: 0,
    lines: 3
  });
});

it("zeekReader() reads the same events whatever the order of the columns", () => {
  const lines = fixture("conn.log").trimEnd().split("\n");
  for (let turn = 1; turn < 21; ++turn) {
    const shuffled = lines.map((line) => {
      if (/^#(fields|types)/.test(line)) {
        const [name, ...cells] = line.split("\t");
        return [name, ...permuted([...cells, "extra"], turn)].join("\t");
      }
      return line.startsWith("#") ? line : permuted([...line.split("\t"), "x"], turn).join("\t");
    });
    expect(readText(shuffled.join("\n")).events).toEqual(connections);
  }
});

it("zeekReader() takes CRLF, a byte order mark, blank lines and a last line without an end", () => {
  const {events, rejections, comments} = readText(fixture("crlf.log"));
  expect(events).toEqual(connections.slice(0, 2));
  expect(rejections).toEqual([]);
  expect(comments).toBe(10);
});

it("zeekReader() reads labels that IoT-23 joins to tunnel_parents by three spaces", () => {
  const {events, rejections} = readText(fixture("iot23.log.labeled"));
  expect(
    events.map(({tunnel_parents, label, detailed_label}) => [tunnel_parents, label, detailed_label])
  ).toEqual([
    [null, "Benign", null],
    [null, "Malicious", "PartOfAHorizontalPortScan"]
  ]);
  expect(rejections).toEqual([
    {
      line: 11,
      field: "tunnel_parents",
      reason: "wrong number of values in the field: 2; the header has 3",
      excerpt: "(empty)   Malicious"
    }
  ]);
});

it("zeekReader() follows headers that come again with other columns and separators", () => {
  const {events, rejections} = readText(fixture("rotated.log"));
  expect(rejections).toEqual([]);
  expect(
    events.map(({dst, time, conn_state, label, uid}) => [dst, time, conn_state, label, uid])
  ).toEqual([
    ["93.184.216.34", 1767225600000001, "SF", null, "Caaa1"],
    ["192.0.2.1", 1767312000250000, "REJ", "Malicious", null],
    ["192.0.2.2", 1767312001250000, null, null, null],
    ["192.0.2.3", 1767312002000000, null, null, null]
  ]);
});

it("zeekReader() rejects each bad line with its number, field and value", () => {
  const {events, rejections, lines, comments} = readText(fixture("bad-lines.log"));
  expect(events.map(({uid, orig_bytes}) => [uid, orig_bytes])).toEqual([
    ["Cgood", 5],
    ["Cgood", 9007199254740991]
  ]);
  expect(rejections.map(({line, field, excerpt}) => [line, field, excerpt])).toEqual([
    [10, "ts", ""],
    [11, "ts", "99999999999.0"],
    [12, "ts", "-5.0"],
    [13, "ts", "nan"],
    [14, "id.orig_h", "10.0.0.256"],
    [15, "id.resp_h", "<script>"],
    [16, "id.orig_p", "65536"],
    [17, "id.orig_p", "-1"],
    [18, "duration", "-1.0"],
    [19, "duration", "1e999"],
    [20, "orig_bytes", "9007199254740992"],
    [21, "orig_bytes", "5.5"],
    [22, "local_orig", "yes"],
    [23, null, "Cfields\t1767225600.0\t10.0.0.1\t1\t10.0.0.2\t2\t1.0\t5\tT"],
    [24, null, "Cfields\t1767225600.0\t10.0.0.1\t1\t10.0.0.2\t2\t1.0\t5\tT\tSF\tmore"]
  ]);
  expect(rejections[13].reason).toBe("wrong number of fields: 9; the header has 10");
  expect(rejections[14].reason).toBe("wrong number of fields: 11; the header has 10");
  expect(lines).toBe(comments + events.length + rejections.length);
});

it("zeekReader() rejects each bad line of a JSON log", () => {
  const {events, rejections} = readText(fixture("bad-lines.json.log"));
  expect(events.map(({label, detailed_label}) => [label, detailed_label])).toEqual([
    ["Benign", null],
    [null, null]
  ]);
  expect(rejections.map(({line, field}) => [line, field])).toEqual([
    [2, null],
    [3, null],
    [4, null],
    [5, "id.resp_h"],
    [6, "ts"],
    [7, "orig_bytes"],
    [8, "orig_bytes"],
    [9, "conn_state"],
    [10, "id.orig_h"],
    [12, null]
  ]);
  expect(rejections[2].reason).toMatch(/^not a connection: .* none of the fields conn_state/);
});

it("zeekReader() reads JSON labels that are numbers or flags as their text", () => {
  const id = {ts: 1, "id.orig_h": "::1", "id.resp_h": "::2", conn_state: "SF"};
  const rows = [{label: 1}, {label: 0}, {label: true}, {label: "Benign"}, {label: null}];
  const {events} = readText(rows.map((row) => JSON.stringify({...id, ...row})).join("\n"));
  expect(events.map(({label}) => label)).toEqual(["1", "0", "true", "Benign", null]);
});

it("zeekReader() undoes Zeek’s escapes and leaves hostile text as it is", () => {
  const {events, rejections} = readText(fixture("hostile.log"));
  expect(rejections).toEqual([]);
  expect(
    events.map(({service, history, label, conn_state}) => [service, history, label, conn_state])
  ).toEqual([
    ["a\tb", "\0\n\r", "it's \"quoted\", 'twice'; DROP TABLE events; --", "SF"],
    ["\u202egnp.exe", "\\xff\\xfe", "<img src=x onerror=alert(1)>", "SF"],
    ["\u202eevil\u2066", "😀\0x", "=cmd|' /C calc'!A0", "Sé"],
    [null, null, " lead and trail ", "NULL"],
    ["-", "(empty)", "\\\\", '"'],
    ["\ufffd\ufffdcaf\ufffd", null, "x", "SF"]
  ]);
});

it("zeekReader() refuses files that it cannot read, and says what they are", () => {
  const reads = (text: string) => () => readText(text);
  expect(reads("#path\tconn\n#fields\tts\tuid\n")).toThrow(
    "a Zeek conn log with no field id.orig_h"
  );
  expect(reads("#path\tnew\n#fields\tname\n")).toThrow("a Zeek new log with no field ts");
  expect(reads("#path\t<b>\n#fields\tts\n")).toThrow('a Zeek "<b>" log');
  expect(reads("#fields\tts\tid.orig_h\tid.resp_h\tx\n")).toThrow("none of the fields conn_state,");
  expect(reads("#fields\tts\tts\tid.orig_h\tid.resp_h\tconn_state\n")).toThrow(
    "duplicate field ts"
  );
  expect(reads("# a remark\n1.0\t10.0.0.1\n")).toThrow('"1.0\\x0910.0.0.1" before any #fields');
  expect(reads("time,src,dst\n")).toThrow('a file that begins with "time,src,dst"');
  expect(reads("\x7fELF\x02\x01\u202e\ufffd")).toThrow('"\\x7fELF\\x02\\x01\\u202e\\ufffd"');
  expect(reads('{"ts": 1,\n')).toThrow("no JSON object");
  expect(reads('{"Records":[]}')).toThrow("a JSON log with no field ts");
});

it("zeekReader() rejects the rows below a later header that it cannot read", () => {
  const text = fixture("conn.log") + "#path\tnew\n#fields\tname\nx\n" + fixture("conn.log");
  const {events, rejections} = readText(text);
  expect(events.length).toBe(6);
  expect(rejections.map(({line, reason}) => [line, reason])).toEqual([
    [15, "not read: the row stands below the header of a Zeek new log with no field ts"]
  ]);
});

it("zeekReader() reads a header without rows, and nothing, as no events", () => {
  const header = fixture("conn.log").split("\n").slice(0, 8).join("\n");
  expect(readText(header)).toEqual({events: [], rejections: [], comments: 8, lines: 8});
  expect(readText("")).toEqual({events: [], rejections: [], comments: 0, lines: 0});
});

it("zeekReader() rejects texts and lines that are too long, and keeps the longest that are not", () => {
  const header = "#fields\tts\tid.orig_h\tid.resp_h\tconn_state\thistory\n";
  const row = (history: string) => `1.0\t10.0.0.1\t10.0.0.2\tSF\t${history}\n`;
  const text = header + row("x".repeat(65536)) + row("x".repeat(65537)) + row("x".repeat(5e6));
  const {events, rejections} = readText(text);
  expect(events.map(({history}) => String(history).length)).toEqual([65536]);
  expect(rejections.map(({line, field, excerpt}) => [line, field, excerpt.length])).toEqual([
    [3, "history", 200],
    [4, null, 200]
  ]);
  expect(rejections[1].reason).toBe(`line too long; expected at most ${maxLineLength} characters`);
});

it("reader.refuse(line, reason) counts a line that was not read", () => {
  const reader = zeekReader();
  reader.read("#fields\tts\tid.orig_h\tid.resp_h\tconn_state");
  expect(reader.refuse("1.0\t10.0", "cut short")).toBe("rejected");
  expect(reader.rejection).toEqual({
    line: 2,
    field: null,
    reason: "cut short",
    excerpt: "1.0\t10.0"
  });
});

it("zeekReader() accounts for every line of a damaged log, or refuses the file", () => {
  const texts = ["conn.log", "rotated.log", "hostile.log", "conn.json.log"].map(fixture);
  let state = 1;
  const random = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  let read = 0;
  for (let turn = 0; turn < 2_000; ++turn) {
    const characters = [...texts[turn % texts.length]];
    for (let i = 0; i < 4; ++i) {
      characters[random(characters.length)] = ["\t", "\n", "#", "\\", "-", "9", "\0", "é", '"'][
        random(9)
      ];
    }
    try {
      const {events, rejections, comments, lines} = readText(characters.join(""));
      expect(events.length + rejections.length + comments).toBe(lines);
      for (const {time, src, dst} of events) {
        expect(Number.isSafeInteger(time) && String(src).length > 1 && String(dst).length > 1).toBe(
          true
        );
      }
      ++read;
    } catch (error) {
      expect(error).toBeInstanceOf(UnsupportedLogError);
    }
  }
  expect(read).toBeGreaterThan(500);
});

/** Moves item i to i * 7 + turn, which is a permutation as long as 7 does not divide the length. */
function permuted<T>(items: T[], turn: number): T[] {
  const moved = new Array<T>(items.length);
  items.forEach((item, i) => (moved[(i * 7 + turn) % items.length] = item));
  return moved;
}
