import {expect, it} from "vitest";
import {escape, pageHead, pageHeader, withFeed} from "../../../src/components/site/shell.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

it("escape(text) leaves no character that HTML could act upon, and can be read back", () => {
  const escaped = escape(hostile);
  expect(escaped).not.toMatch(/[<>"'`]/);
  expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(hostile);
});

it("pageHeader(path, today) marks the page itself and no other", () => {
  const marked = [...pageHeader("/explore", null).matchAll(/href="([^"]*)" aria-current="page"/g)];
  expect(marked.map(([, href]) => href)).toEqual(["/explore"]);
});

it("withFeed(html, feed) names the feed in the masthead and the title, once each", () => {
  const page = `<title>Today | Atalaya</title>${pageHeader("/", null)}<svg><title>a</title></svg>`;
  const html = withFeed(page, "office-2");
  expect(html).toContain('>Atalaya <span class="feed">office-2</span></a>');
  expect(html).toContain("<title>Today | Atalaya · office-2</title>");
  expect(html.split("office-2")).toHaveLength(3);
});

it("pageHead(path, fonts) finds the fonts from any depth", () => {
  const font = {family: "Inter", weights: "100 900", path: "/fonts/inter.woff2", hash: "01234567"};
  expect(pageHead("/index", [font])).toContain(`url("./_file/fonts/inter.01234567.woff2")`);
  expect(pageHead("/notebooks/a", [font])).toContain(`url("../_file/fonts/inter.01234567.woff2")`);
});
