import {expect, it} from "vitest";
import {escape} from "../../../src/components/site/shell.js";
import {todayHtml} from "../../../src/components/today/today-noscript.js";
import {incidentsWith, incidentWith} from "./incidents-fixture.js";
import {todayWith} from "./today-fixture.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

it("todayHtml(page, today) shows what a log says as text", () => {
  const page = incidentsWith([incidentWith({entity: hostile, name: hostile})]);
  const html = todayHtml(page, todayWith({warnings: [{code: "synthetic", message: hostile}]}));
  expect(html).not.toContain("<img");
  expect(html.split(escape(hostile))).toHaveLength(4);
});
