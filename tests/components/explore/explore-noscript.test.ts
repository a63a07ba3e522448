import {expect, it} from "vitest";
import {exploreHtml} from "../../../src/components/explore/explore-noscript.js";
import {escape} from "../../../src/components/site/shell.js";
import type {EventRow} from "../../../src/core/schema/published.js";
import {todayWith} from "../today/today-fixture.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

const event: EventRow = {
  event: 0,
  time: Date.UTC(2026, 2, 1),
  src: "10.0.0.1",
  srcPort: 40_000,
  dst: "2001:db8::1",
  dstPort: 443,
  proto: "tcp",
  service: "ssl",
  state: "SF",
  duration: 1,
  origBytes: 2,
  respBytes: 3,
  score: 0.7359,
  label: null,
  identity: `${"0".repeat(64)}:9`
};

it("exploreHtml(today) returns the span, the threshold and the most anomalous events, as text", () => {
  const today = todayWith({first: 0, last: 86_400_000, threshold: 0.7, topEvents: [{...event, service: hostile}]}); // prettier-ignore
  const html = exploreHtml(today);
  expect(html).toContain(
    "from 1 Jan 00:00:00 to 2 Jan 00:00:00 UTC; the threshold is a score of 0.700"
  );
  expect(html).toContain("<td>10.0.0.1:40000</td><td>[2001:db8::1]:443</td>");
  expect(html).toContain("<td>0.736</td>");
  expect(html).toContain(escape(hostile));
  expect(html).not.toContain("<img");
});

it("exploreHtml(today) makes visible what could not be seen, and truncates what is very long", () => {
  const long = todayWith({topEvents: [{...event, src: "\u202Egnp", service: "A".repeat(4000)}]});
  const html = exploreHtml(long);
  expect(html).toContain("\\u{202e}gnp");
  expect(html).toContain(`${"A".repeat(200)}…<`);
  expect(html.length).toBeLessThan(2000);
});
