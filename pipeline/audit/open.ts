import type {Settings} from "../config/settings.js";
import type {Audit} from "./audit.js";

/** Opens the audit that *settings* ask for: PGlite in the workspace. Hold the workspace’s lock. */
export async function openAudit({audit}: Settings): Promise<Audit> {
  const {pgliteAudit} = await import("./pglite.js"); // 9 MB of WebAssembly: only when needed
  return pgliteAudit(audit);
}
