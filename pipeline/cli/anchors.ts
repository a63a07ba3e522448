import type {ChainHead} from "../../src/core/proof/chain.js";
import {UsageError} from "../config/errors.js";

/** Returns the heads in *text*, which `audit head` printed; throws a UsageError. */
export function readAnchors(text: string | undefined): ChainHead[] {
  if (text === undefined) return [];
  return text.split(",").map((anchor) => {
    const [, count, digest] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(anchor.trim()) ?? [];
    if (digest === undefined)
      throw new UsageError(
        `invalid --anchor: ${anchor}; it is COUNT:DIGEST, as \`atalaya audit head\` prints it`
      );
    return {count: Number(count), digest};
  });
}
