import {expect, it} from "vitest";
import {eventColumns} from "../../../../src/core/schema/events.js";
import {knownNames} from "../../../../src/core/readers/table/known-names.js";
import {distinctNames, guessMapping, isStated} from "../../../../src/core/readers/table/mapping.js";

it("knownNames has columns of the event only, and no name under two of them", () => {
  const columns = eventColumns.map(({name}) => name);
  expect(Object.keys(knownNames).filter((name) => !columns.includes(name))).toEqual([]);
  const names = Object.values(knownNames).flat();
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([]);
});

const tools: [tool: string, names: string, fields: {[column: string]: string}][] = [
  [
    "the canonical event",
    "time src src_port dst dst_port proto orig_bytes conn_state",
    {time: "time", src: "src", dst_port: "dst_port", orig_bytes: "orig_bytes"}
  ],
  ["Zeek as CSV", "ts id.orig_h id.resp_h", {time: "ts", src: "id.orig_h", dst: "id.resp_h"}],
  [
    "Elastic Common Schema",
    "@timestamp source.ip source.port destination.ip network.transport event.duration",
    {time: "@timestamp", src: "source.ip", proto: "network.transport", duration: "event.duration"}
  ],
  [
    "Suricata eve",
    "timestamp src_ip src_port dest_ip dest_port proto app_proto flow.bytes_toserver",
    {src: "src_ip", dst: "dest_ip", service: "app_proto", orig_bytes: "flow.bytes_toserver"}
  ],
  ["a spreadsheet", "Start Time|SourceIP|DestinationIP", {time: "Start Time", src: "SourceIP"}],
  [
    "CICFlowMeter",
    "Timestamp|Src IP|Dst IP|Flow Duration|TotLen Fwd Pkts",
    {src: "Src IP", duration: "Flow Duration", orig_bytes: "TotLen Fwd Pkts"}
  ]
];

it.each(tools)("guessMapping(names, samples) knows the names of %s", (_, names, fields) => {
  const {mapping, missing, ambiguous} = guessMapping(
    names.split(names.includes("|") ? "|" : " "),
    []
  );
  expect(mapping.fields).toMatchObject(fields);
  expect([missing, ambiguous]).toEqual([[], []]);
});

it("guessMapping(names, samples) tells the unit of the time by its digits, of the duration by its name", () => {
  const unitOf = (value: string) => guessMapping(["ts"], [[""], [value]]).mapping.time;
  expect(unitOf("1772409600.25")).toBe("s");
  expect(unitOf("1772409600250")).toBe("ms");
  expect(unitOf("1772409600250000")).toBe("us");
  expect(unitOf("1772409600250000000")).toBe("ns");
  expect(unitOf("2026-03-02T00:00:00Z")).toBe("iso");
  expect(unitOf("13/07/2017 08:55")).toBe("dmy");
  expect(unitOf("3/7/2017 8:55")).toBe("iso"); // it may be the third of July, or the seventh of March
  expect(guessMapping(["Timestamp", "Flow Duration"], [["3/7/2017 8:55", "5"]]).mapping.time).toBe("dmy"); // prettier-ignore
  const duration = (name: string) => guessMapping([name], []).mapping.duration;
  expect(["duration", "duration_ms", "event.duration", "Flow Duration"].map(duration)).toEqual([
    "s",
    "ms",
    "ns",
    "us"
  ]);
});

it("guessMapping(names, samples) says what is missing, and what two fields may be", () => {
  const {missing, ambiguous, mapping} = guessMapping(["src_ip", "SrcIP", "when"], []);
  expect(missing).toEqual(["time", "dst"]);
  expect(ambiguous).toEqual([{column: "src", names: ["src_ip", "SrcIP"]}]);
  expect(mapping.fields).toEqual({src: "src_ip"});
  expect(guessMapping(["in_bytes", "out_bytes"], []).mapping.fields).toEqual({}); // either way round
});

it("distinctNames(names) numbers those that come again; isStated(text) knows words for nothing", () => {
  expect(distinctNames(["a", "b", "a"])).toEqual(["a", "b", "a (2)"]);
  expect(["", " ", "-", "NULL", "NaN", "n/a", "(empty)"].map(isStated)).not.toContain(true);
  expect(["0", "no", "-1"].map(isStated)).toEqual([true, true, true]);
});
