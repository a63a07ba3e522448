import {expect, it} from "vitest";
import {
  ping,
  refused,
  tcp,
  udp,
  unanswered
} from "../../../../pipeline/ingestion/synthetic/flow.js";
import {seeded} from "../../../../src/core/forest/random.js";

const random = seeded(1);
const call = {time: 0, src: "10.20.1.11", dst: "198.51.100.80", dstPort: 443, service: "ssl"};

// Expected values are those of lines in real logs of Zeek, or follow from its documentation:
// https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html

it("tcp(random, call, exchange) counts a packet per 1,460 bytes, the handshake and the answers", () => {
  const {origPackets, respPackets, origIpBytes, respIpBytes, state} = tcp(random, call, {
    sent: 1_000,
    received: 14_600,
    seconds: 1,
    state: "SF"
  });
  expect(state).toBe("SF");
  expect(respPackets).toBe(12); // SYN-ACK, ten segments, FIN
  expect(origPackets).toBeGreaterThanOrEqual(9); // SYN, ACK, request, five ACKs, FIN
  expect(origPackets).toBeLessThanOrEqual(10);
  expect(respIpBytes).toBe(14_600 + 12 * 40 + 12); // the SYN-ACK has 12 bytes of options
  expect(origIpBytes).toBe(1_000 + origPackets * 40 + 12);
});

it("tcp(random, call, exchange) has no letters of payload that was not sent", () => {
  for (let i = 0; i < 100; ++i) {
    const {history} = tcp(random, call, {sent: 0, received: 0, seconds: 0.01});
    expect(history).not.toMatch(/d/i);
  }
});

it("unanswered(random, call) is one SYN: no duration, no sizes, no service", () => {
  const flow = unanswered(random, call);
  expect(flow).toMatchObject({state: "S0", history: "S", service: "-", duration: -1});
  expect(flow).toMatchObject({origBytes: -1, respBytes: -1, origPackets: 1, respPackets: 0});
});

it("unanswered(random, call, repeats) lasts as long as the repeats of a SYN: 1, 2, 4, … seconds", () => {
  const flow = unanswered(random, call, 2);
  expect(flow).toMatchObject({origBytes: 0, respBytes: 0, origPackets: 3, origIpBytes: 156});
  expect(Math.floor(flow.duration / 1e6)).toBe(3);
});

it("refused(random, call) is a SYN and a RST", () => {
  expect(refused(random, call)).toMatchObject({state: "REJ", history: "Sr", service: "-"});
  expect(refused(random, call)).toMatchObject({origPackets: 1, respPackets: 1, respIpBytes: 40});
});

it("udp(random, call, exchange) leaves a single packet without duration or sizes", () => {
  const alone = udp(random, call, {sent: 61, received: 0, seconds: 1});
  expect(alone).toMatchObject({state: "S0", history: "D", duration: -1, origBytes: -1});
  expect(alone.origIpBytes).toBe(89); // as of an mDNS query of 61 bytes in a real log
  const answered = udp(random, call, {sent: 29, received: 83, seconds: 0.417402});
  expect(answered).toMatchObject({
    state: "SF",
    history: "Dd",
    duration: 417_402,
    origIpBytes: 57,
    respIpBytes: 111
  });
});

it("ping(random, call) has the types of ICMP echo where ports would be", () => {
  const {time, src, dst} = call;
  for (let i = 0; i < 300; ++i) {
    const flow = ping(random, {time, src, dst});
    expect(flow).toMatchObject({proto: "icmp", srcPort: 8, dstPort: 0, state: "OTH", history: "-"});
    expect(flow.duration < 0).toBe(flow.respPackets === 0);
  }
});
