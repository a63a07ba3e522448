import type {PartVerification} from "./verification.js";

/** The parts of a site that are checked, in their order. */
export const siteParts = ["documents", "files", "added", "database", "audit"] as const;

/** A part of a site. */
export type SitePart = (typeof siteParts)[number];

/** The result of checking a part of a site. */
export type SitePartVerification = Omit<PartVerification, "part"> & {part: SitePart};

/** The origin of the key that signed a site: `given` with --key, the workspace, or the site itself. */
export type SiteKeyOrigin = "given" | "workspace" | "site";

/** The newest run of an audit that succeeded. */
export interface NewestRun {
  run: string;

  /** When it ended; ISO 8601, UTC. */
  finishedAt: string | null;
}

/** The result of checking a site. */
export interface SiteVerification {
  site: string;
  /** The run that it shows, by its list; null if that cannot be read. */
  run: string | null;
  /** True if nothing differs. */
  ok: boolean;
  /** The id of the key that signed it; null if none that is believed did. */
  keyId: string | null;
  keyOrigin: SiteKeyOrigin;
  /** The end of the run by the statement; ISO 8601, UTC; null without one. */
  finishedAt: string | null;
  /** The newest run of the audit; null if there was no audit to compare with. */
  newest: NewestRun | null;
  /** The number of compressed files beside the files that they hold. */
  compressed: number;
  parts: SitePartVerification[];
}

/** Returns the parts of a site, unchecked. */
export function newSiteParts(): Record<SitePart, SitePartVerification> {
  const entries = siteParts.map((part) => [
    part,
    {part, checked: 0, bytes: 0, findings: [], findingCount: 0, missingCount: 0}
  ]);
  return Object.fromEntries(entries) as Record<SitePart, SitePartVerification>;
}
