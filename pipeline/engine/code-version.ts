import {readCodeVersion} from "../config/engine.js";
import {readVersion} from "../config/package.js";
import {sha256} from "../artifacts/digest.js";
import {readCode, readVersions} from "../proof/code.js";

/**
 * Returns the version of the code that this process runs: what began on one is never continued on another. It is the digest of
 * the sources and of the packages that decide what a run makes, or ATALAYA_CODE_VERSION.
 */
export async function codeVersion(): Promise<string> {
  const given = readCodeVersion();
  if (given) return given;
  const [{sha256: code, lockSha256}, {node, ...versions}] = [
    await readCode(),
    await readVersions()
  ];
  const major = node.split(".")[0];
  const digest = sha256(JSON.stringify([code, lockSha256, major, Object.entries(versions).sort()]));
  return `${readVersion()}+${digest.slice(0, 12)}`;
}
