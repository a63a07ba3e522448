import type {ModelVersion} from "../audit/decisions.js";
import {UsageError} from "../config/errors.js";

/** Returns the one of *versions* that *text* names, as NAME@VERSION or by at least 8 digits of its digest; throws a UsageError if none or several do. */
export function findModelVersion(versions: readonly ModelVersion[], text: string): ModelVersion {
  const isDigest = /^[0-9a-f]{8,64}$/.test(text);
  const fits = versions.filter(
    ({name, version, sha256}) =>
      `${name}@${version}` === text || (isDigest && sha256.startsWith(text))
  );
  if (fits.length === 1) return fits[0];
  if (fits.length === 0) throw new UsageError(`unknown model: ${text}; see \`atalaya models\``);
  const names = fits.map(({name, version}) => `${name}@${version}`).join(", ");
  throw new UsageError(`ambiguous model: ${text} is ${names}; name one of them`);
}
