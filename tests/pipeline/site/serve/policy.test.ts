import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {withPolicy} from "../../../../pipeline/site/serve/policy.js";

const script = 'console.log("here");';
const page = `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>x</title>\n<link rel="modulepreload" href="./a.js">\n<script type="module">${script}</script>\n</head>\n<body></body></html>`;

function policyOf(html: string): string {
  return /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? "";
}

it("withPolicy(html) puts a policy before all that the page loads, and changes nothing else", () => {
  const html = withPolicy(page);
  const at = html.indexOf("<meta http-equiv");
  expect(at).toBeGreaterThan(html.indexOf("<head>"));
  expect(at).toBeLessThan(html.indexOf("<link"));
  expect(html.replace(/\n<meta http-equiv[^>]*>/, "")).toBe(page);
});

it("withPolicy(html) allows the page’s own inline scripts by digest, no others and no other host", () => {
  const digest = createHash("sha256").update(script).digest("base64");
  const policy = policyOf(withPolicy(page));
  expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${digest}';`);
  expect(policy).toContain("connect-src 'self';");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
  expect(policy).not.toContain("frame-ancestors"); // browsers ignore it here, and complain
});

it("withPolicy(html) twice is withPolicy(html) once, with the digests of what stands there now", () => {
  const once = withPolicy(page);
  expect(withPolicy(once)).toBe(once);
  const changed = withPolicy(once.replace(script, "1;"));
  expect(changed.match(/http-equiv/g)).toHaveLength(1);
  expect(policyOf(changed)).not.toBe(policyOf(once));
});

it("withPolicy(html) refuses what has no head to put it in", () => {
  expect(() => withPolicy("<p>hello")).toThrow("invalid page");
});
