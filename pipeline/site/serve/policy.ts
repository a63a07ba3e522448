import {createHash} from "node:crypto";

/**
 * Returns the Content-Security-Policy of a response: nothing but what this server serves may be loaded,
 * run or asked for, and of inline scripts only those of *html*, by their digests. Workers need it on
 * their own scripts, so that every response has one.
 */
export function contentSecurityPolicy(html = ""): string {
  const scripts = inlineScripts(html).map((script) => `'sha256-${digestOf(script)}'`);
  const directives = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'", ...new Set(scripts)],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"]
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/**
 * Returns *html* with the same policy in itself, before anything that it loads, so that it holds on a
 * server that sends none. A page cannot restrict who frames it: `frame-ancestors` is left to the header. A
 * page that has a policy already gets a new one.
 */
export function withPolicy(html: string): string {
  const bare = html.replace(/\n<meta http-equiv="Content-Security-Policy"[^>]*>/g, "");
  const policy = contentSecurityPolicy(bare).replace(/; frame-ancestors [^;]*/, "");
  const head = /<meta charset="?utf-8"?>|<head>/i.exec(bare) ?? /<!doctype html>/i.exec(bare);
  if (!head)
    throw new Error("invalid page: no <!doctype html>, so that no policy can be put first");
  const at = head.index + head[0].length;
  const meta = `\n<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return bare.slice(0, at) + meta + bare.slice(at);
}

/** The headers that every response has: cross-origin isolation, no guessing of types, no referrer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY"
};

/** Returns the texts of the scripts that stand in *html* itself. */
function inlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi);
  return [...scripts]
    .filter(([, attributes]) => !/\ssrc\s*=/i.test(attributes))
    .map(([, , text]) => text);
}

function digestOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("base64");
}
