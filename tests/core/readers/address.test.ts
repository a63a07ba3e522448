import {expect, it} from "vitest";
import {isAddress} from "../../../src/core/readers/address.js";
import {between} from "./between.js";

it("isAddress(text) knows IPv4 and IPv6", () => {
  const address = between(isAddress);
  for (const text of [
    ...[
      "0.0.0.0",
      "255.255.255.255",
      "10.0.0.1",
      "::",
      "::1",
      "1::",
      "fe80::1",
      "2001:db8::ff:0:1"
    ],
    ...[
      "1:2:3:4:5:6:7:8",
      "::ffff:192.0.2.1",
      "1:2:3:4:5:6:192.0.2.1",
      "ABCD::ef01",
      "1:2:3:4:5:6:7::"
    ]
  ]) {
    expect([text, address(text)]).toEqual([text, true]);
  }
  for (const text of [
    ...["", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.", ".1.2.3", "1..2.3", "0001.2.3.4"],
    ...[":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::1"],
    ...["1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7:8::", "fe80::1%eth0", "example.org", "1.2.3.4/8"],
    ...["::1.2.3", "1.2.3.4::", "0000:0000:0000:0000:0000:ffff:192.168.100.228x"]
  ]) {
    expect([text, address(text)]).toEqual([text, false]);
  }
});
