import {expect, it} from "vitest";
import {pageHref, readUrlState} from "../../../src/components/site/url-state.js";

it("readUrlState(search) reads numbers and skips what is none", () => {
  expect(readUrlState("?event=17&threshold=0.7&from=1&until=2&entity=fe80::1")).toEqual({
    event: 17,
    threshold: 0.7,
    from: 1,
    until: 2,
    entity: "fe80::1"
  });
  expect(readUrlState("?event=&threshold=x&from=NaN&until=1e999&entity=")).toEqual({});
  expect(readUrlState("")).toEqual({});
});

it("pageHref(page, state) encodes what a log says, so that it stays one value", () => {
  const entity = "a&threshold=0#<script>?%";
  const href = pageHref("explore", {entity});
  expect(href).toMatch(/^\.\/explore\.html\?entity=[\w%.+-]+$/);
  expect(readUrlState(new URL(href, "http://site/").search)).toEqual({entity});
});

it("pageHref(page, state) has no query without a state, and is relative", () => {
  expect(pageHref("index")).toBe("./");
  expect(pageHref("alert", {event: undefined, entity: ""})).toBe("./alert.html");
  expect(pageHref("alert", {event: 0})).toBe("./alert.html?event=0");
});
