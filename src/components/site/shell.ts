import {pages} from "../../core/pages/registry.js";
import type {Page, PageGroup} from "../../core/pages/registry.js";
import type {Today} from "../../core/schema/published.js";
import {formatDigest} from "../kit/format.js";
import {modelPages, sharedNames} from "./url-state.js";
import {verifiedName} from "./verified-name.js";

/** A font of the site: its family, and the address of its file below the page root. */
export interface Font {
  family: string;
  /** The range of weights in the file. */
  weights: string;
  /** Where the page root has it; e.g., `/fonts/inter.woff2`. */
  path: string;
  /** The first eight digits of its SHA-256, which the build puts into its name. */
  hash: string;
}

/**
 * Applies the reader’s theme before anything is painted, and lets the button change it. A choice that equals
 * the system’s is not stored, so that the page follows the system. Also lets the page be enlarged, which
 * Framework’s viewport forbids, and scrolls to the page’s own link where the masthead is narrow.
 */
const themeScript = `{
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("atalaya-theme"); } catch { return null; } };
  const apply = (theme) => { if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme; };
  root.lang = "en";
  document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
  root.classList.add("scripted");
  apply(stored());
  addEventListener("DOMContentLoaded", () => {
    const nav = document.querySelector(".masthead nav");
    const current = nav?.querySelector("[aria-current]");
    if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  });
  addEventListener("click", ({target}) => {
    if (!target.closest?.(".theme")) return;
    const system = dark.matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    apply(next === system ? null : next);
    try { if (next === system) localStorage.removeItem("atalaya-theme"); else localStorage.setItem("atalaya-theme", next); } catch {}
  });
}`;

/** Renames `line` in the URL to `threshold`, before any page reads it: an alias for links of earlier versions. */
const aliasScript = `{
  const url = new URL(location.href);
  const old = url.searchParams.get("line");
  if (old !== null) {
    url.searchParams.delete("line");
    if (!url.searchParams.has("threshold")) url.searchParams.set("threshold", old);
    history.replaceState(history.state, "", url);
  }
}`;

/**
 * Adds the state that the pages share to a link to another page of the site: from the masthead all of it,
 * from elsewhere the threshold, the time range and the model, unless the link sets them. A threshold is of one model: with one in
 * the URL, it is not carried between a page that scores with it and one that does not. Links to Explore from within a
 * page name what they count, so nothing is added to them.
 */
const carryScript = `{
  const shared = ${JSON.stringify(sharedNames)};
  const scores = ({pathname}) => /\\/(${modelPages.join("|")})(\\.html)?$/.test(pathname);
  const plain = ({pathname}) => pathname.replace(/(index)?(\\.html)?$/, "");
  const carry = ({target}) => {
    const link = target.closest?.("a[href]");
    const brand = document.querySelector(".brand");
    if (!link || !brand || link.hasAttribute("download") || link.protocol !== location.protocol) return;
    const home = new URL(".", brand.href);
    const to = new URL(link.href);
    if (to.origin !== home.origin || !to.pathname.startsWith(home.pathname)) return;
    if (plain(to) === plain(location) || to.pathname.includes("/_file/")) return;
    const inNav = link.closest(".masthead") !== null;
    if (!inNav && /\\/explore(\\.html)?$/.test(to.pathname)) return;
    const here = new URLSearchParams(location.search);
    for (const name of inNav ? shared : shared.slice(0, 4)) {
      if (inNav) to.searchParams.delete(name);
      if (to.searchParams.has(name)) continue;
      if (name === "threshold" && here.has("model") && scores(to) !== scores(location)) continue;
      for (const value of here.getAll(name)) to.searchParams.append(name, value);
    }
    if (to.href !== link.href) link.href = to.href;
  };
  for (const event of ["pointerover", "focusin", "click"]) addEventListener(event, carry, true);
}`;

/**
 * Shows beside the digest the result of the last check of Verify in this browser, if it was of this
 * evaluation; on Verify itself, as soon as there is one.
 */
const markScript = `{
  const mark = () => {
    const run = document.querySelector(".run[data-evaluation]");
    let stored = null;
    try { stored = JSON.parse(localStorage.getItem("${verifiedName}")); } catch {}
    if (!run || stored?.evaluation !== run.dataset.evaluation) return;
    const link = document.querySelector(".masthead .verified") ?? document.createElement("a");
    link.className = "verified";
    link.href = document.querySelector('.masthead nav a[href*="verify"]').href;
    link.textContent = stored.ok === true ? "✓ verified" : "not as published";
    link.title = String(stored.sentence).slice(0, 300) + " Checked in this browser on " + new Date(Number(stored.at)).toUTCString();
    run.after(link);
  };
  addEventListener("DOMContentLoaded", mark);
  addEventListener("${verifiedName}", mark);
}`;

/** The mark of the site: a tower with its lamp, as an SVG icon. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0f6f68" d="M5 6h6l1 10H4z"/><path fill="#e35933" d="M6 2h4v3H6z"/></svg>`;

/**
 * Returns the head of the page at *path*: the fonts and the theme. Each font has two
 * addresses, since a built site has the digest in the file’s name and the preview has not.
 */
export function pageHead(path: string, fonts: readonly Font[]): string {
  const up = "../".repeat(path.split("/").length - 2) || "./";
  const faces = fonts.map(({family, weights, path, hash}) => {
    const file = `${up}_file${path}`;
    const hashed = file.replace(/\.woff2$/, `.${hash}.woff2`);
    return `@font-face{font-family:"${family}";font-weight:${weights};font-display:swap;src:url("${hashed}") format("woff2"),url("${file}") format("woff2")}`;
  });
  const preloads = fonts.map(
    ({path}) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${path}">`
  );
  return `${preloads.join("\n")}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${faces.join("\n")}</style>
<script>${themeScript}</script>
<script>${aliasScript}</script>
<script>${carryScript}</script>
<script>${markScript}</script>`;
}

/** The mark of the run, where nothing is published yet. */
const noRun = `<span class="run"></span>`;

/** Returns the masthead of the page at *path*, with the digest of what is published, if anything is. */
export function pageHeader(path: string, today: Today | null): string {
  const run = today ? runMark("/lineage", today) : noRun;
  return `<a class="skip" href="#content">Skip to the content</a>
<div class="masthead">
<a class="brand" href="/">Atalaya</a>
<nav aria-label="Pages">${navigation(path)}</nav>
${run}
<button class="theme" type="button" aria-label="Light or dark" title="Light or dark"><svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M7 1a6 6 0 0 1 0 12z" fill="currentColor"/></svg></button>
</div>
<span id="content" tabindex="-1"></span>`;
}

/** Returns *html*, a page with a masthead of no run, with the mark of *today*’s; Lineage is at the URL *lineage*. */
export function withRun(html: string, lineage: string, today: Today): string {
  return html.replace(noRun, () => runMark(lineage, today));
}

/** Returns *html*, a page of the site, with the name of *feed* in its masthead and in its title. */
export function withFeed(html: string, feed: string): string {
  const name = escape(feed);
  return html
    .replace(
      /(<a class="brand" href="[^"<>]{0,100}">Atalaya)(?=<\/a>)/,
      `$1 <span class="feed">${name}</span>`
    )
    .replace("</title>", ` · ${name}</title>`);
}

function runMark(lineage: string, {provenance}: Today): string {
  const digest = provenance.artifacts.evaluation;
  return `<a class="run" href="${lineage}" data-evaluation="${escape(digest)}" aria-label="evaluation ${escape(formatDigest(digest))}" title="evaluation artifact, sha256 ${escape(digest)}">${escape(formatDigest(digest))}</a>`;
}

/** Returns the links to the pages, by their groups, as seen from the page at *path*. */
function navigation(path: string): string {
  const shown = pages.filter(({inNavigation = true}) => inNavigation);
  const groups = [...new Set(shown.map(({group}) => group))];
  const linksOf = (group: PageGroup) =>
    shown.filter((page) => page.group === group).map((page) => pageLink(page, path));
  return groups
    .map((group) => `<span role="group" aria-label="${group}">${linksOf(group).join("\n")}</span>`)
    .join("\n");
}

/** Returns the link to *page*, marked where it leads to the page at *path* or to the section of it. */
function pageLink({title, path: page}: Page, path: string): string {
  const isCurrent =
    page === path.replace(/\/index$/, "/") ||
    (page !== "/" && page.endsWith("/") && path.startsWith(page));
  return `<a href="${page}"${isCurrent ? ` aria-current="page"` : ""}>${title}</a>`;
}

/** Returns text as HTML that shows it: the text of a log is never markup. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}
