import {expect, it} from "vitest";
import {escape} from "../../../src/components/site/shell.js";
import {todayHtml} from "../../../src/components/today/today-noscript.js";
import {todayWith} from "./today-fixture.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

it("todayHtml(today) shows what a log says as text", () => {
  const incident = {
    id: 1,
    entity: hostile,
    from: 0,
    until: 1,
    alerts: 1,
    score: 0.7,
    event: 0,
    identity: `${"0".repeat(64)}:9`,
    reason: hostile,
    techniques: []
  };
  const html = todayHtml(
    todayWith({topIncidents: [incident], warnings: [{code: "synthetic", message: hostile}]})
  );
  expect(html).not.toContain("<img");
  expect(html.split(escape(hostile))).toHaveLength(4);
});
