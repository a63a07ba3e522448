import {expect, it} from "vitest";
import {registrableDomain} from "../../../../pipeline/transformation/services/domain.js";

it.each([
  ["www.example.co.uk", "example.co.uk"],
  ["example.org", "example.org"],
  ["a.b.github.io", "b.github.io"],
  ["d1.cloudfront.net", "d1.cloudfront.net"],
  ["_ldap._tcp.example.org", "example.org"],
  ["co.uk", null],
  ["github.io", null],
  ["localhost", null],
  ["files.corp.lan", null],
  ["10.0.0.1", null],
  ["", null],
  ["..", null],
  ["<script>", null]
])("registrableDomain(%j) is %j", (name, domain) => {
  expect(registrableDomain(name)).toBe(domain);
});
