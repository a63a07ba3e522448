import {subjectsByName} from "../../src/core/proof/read-statement.js";
import type {Resource} from "../../src/core/proof/statement.js";
import {subjectName, subjectStart} from "../../src/core/proof/statement.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {ObjectReader} from "./objects.js";
import {newParts} from "./verification.js";
import type {KeyOrigin} from "./verification.js";
import {verifyStatement} from "./verify-statement.js";
import type {KnownKeys, VerifiedStatement} from "./verify-statement.js";

/** The surroundings of a search for another making of an artifact. */
export interface Remakings {
  reader: ObjectReader;
  /** The runs that have a statement, oldest first. */
  statements: readonly string[];
  known: KnownKeys;
}

/** How well the origin of a key is known, best last. */
const trust: readonly KeyOrigin[] = ["store", "workspace", "given"];

/**
 * Returns the subjects of a statement on a later run than that of *signed*, if it names the artifact with a
 * manifest whose digest is *manifestSha256*: one that was removed and recomputed has other bytes in its
 * database file, and only the run that made them can say so. The statement must be signed by a key that is
 * known as well as that of *signed*, and say the same of the artifact but for the bytes of files that count by their content.
 */
export async function findRemaking(
  {reader, statements, known}: Remakings,
  signed: VerifiedStatement,
  artifact: Pick<Manifest, "phase" | "key">,
  manifestSha256: string
): Promise<Map<string, Resource> | undefined> {
  const before = subjectsByName(signed.statement);
  const name = subjectName(artifact, "manifest.json");
  for (const run of statements.toReversed()) {
    const part = newParts().statement; // what is wrong with another run is not of this one
    const later = await verifyStatement(reader, run, known, part);
    if (!later || !isLater(later, signed)) continue;
    if (trust.indexOf(later.origin) < trust.indexOf(signed.origin)) continue;
    const subjects = subjectsByName(later.statement);
    if (subjects.get(name)?.digest.sha256 !== manifestSha256) continue;
    if (isSame(before, subjects, subjectStart(artifact))) return subjects;
  }
  return undefined;
}

function isLater(later: VerifiedStatement, signed: VerifiedStatement): boolean {
  const endOf = ({statement}: VerifiedStatement) =>
    Date.parse(statement.predicate.runDetails.metadata.finishedOn);
  return endOf(later) > endOf(signed);
}

/** Returns whether both statements name the same files that begin with *start*, with equal bytes or equal content. */
function isSame(
  before: Map<string, Resource>,
  after: Map<string, Resource>,
  start: string
): boolean {
  const isFile = ({name}: Resource) => name.startsWith(start) && !name.endsWith("/manifest.json");
  const filesOf = (subjects: Map<string, Resource>) => [...subjects.values()].filter(isFile);
  const [recorded, made] = [filesOf(before), filesOf(after)];
  return recorded.length === made.length && recorded.every((file) => isEqual(file, after));
}

function isEqual({name, digest, annotations}: Resource, after: Map<string, Resource>): boolean {
  const made = after.get(name);
  if (made?.digest.sha256 === digest.sha256) return true;
  const content = annotations?.content;
  return typeof content === "string" && made?.annotations?.content === content;
}
