import {requireThat} from "../forest/check.js";
import type {DetectorState} from "./detector.js";

/** A kind of array that a forest has. */
interface ArrayKind<Kind> {
  from(values: ArrayLike<number>): Kind;
}

/**
 * Returns the array *name* of a state as one of *Kind*. Throws a ModelError if it is missing, or holds a
 * number that the kind does not: conversions wrap and round in silence.
 */
export function exactly<Kind extends ArrayLike<number>>(
  kind: ArrayKind<Kind>,
  arrays: DetectorState["arrays"],
  name: string
): Kind {
  const values = arrays[name];
  requireThat(values instanceof Float64Array, `array ${name}`, values);
  const converted = kind.from(values);
  values.forEach((value, i) => requireThat(converted[i] === value, `${name}[${i}]`, value));
  return converted;
}
