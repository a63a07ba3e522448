import {mkdtempSync} from "node:fs";
import {BlockList} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it} from "vitest";
import {openSession} from "../../../../pipeline/duckdb/session.js";
import {inNetworksSql, parseNetwork} from "../../../../src/core/detectors/entity/local-network.js";

const networks = ["10.20.0.0/16", "192.0.2.128/25", "0.0.0.0/32", "2001:db8::/29", "fd00:1::/64", "::1/128"]; // prettier-ignore
const addresses = [
  "10.20.3.4",
  "10.21.0.1",
  "192.0.2.127",
  "192.0.2.128",
  "255.255.255.255",
  "2001:db8::1",
  "2001:DBF:0:1:2:3:4:5",
  "2001:dc0::",
  "fd00:1::7",
  "fd00:1:0:1::7",
  "fd00:1:0:0:a::",
  "::1",
  "::"
];

it("inNetworksSql(column, networks) holds for the addresses that Node's BlockList finds in them", async () => {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split("/");
    list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
  }
  const session = await openSession({scratch: mkdtempSync(join(tmpdir(), "networks-"))});
  try {
    const sql = inNetworksSql("a", networks.map(parseNetwork));
    for (const address of [...addresses, "", "host", "1.2.3", "'; DROP TABLE x"]) {
      const [{local}] = await session.rows<{local: boolean}>(
        `SELECT ${sql} AS local FROM (SELECT ? AS a)`,
        [address]
      );
      const known = addresses.includes(address);
      const expected = known && list.check(address, address.includes(":") ? "ipv6" : "ipv4");
      expect([address, local]).toEqual([address, expected]);
    }
  } finally {
    session.close();
  }
});

it.each([
  ["10.0.0.1/8", "bits beyond the first 8 are set"],
  ["2001:db8::1/32", "bits beyond the first 32 are set"],
  ["10.0.0.0", "write it as"],
  ["10.0.0/8", "write it as"],
  ["10.0.0.0/33", "write it as"],
  ["10.0.0.0/8/9", "write it as"],
  ["10.0.0.256/32", "write it as"],
  ["2001::db8::/32", "write it as"],
  ["2001:db8/32", "write it as"],
  ["::/129", "write it as"],
  ["office", "write it as"],
  ["", "write it as"]
])("parseNetwork(%j) throws", (cidr, message) => {
  expect(() => parseNetwork(cidr)).toThrow(RangeError);
  expect(() => parseNetwork(cidr)).toThrow(`invalid network: ${cidr}; `);
  expect(() => parseNetwork(cidr)).toThrow(message);
});
