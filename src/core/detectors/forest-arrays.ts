import {requireThat} from "../forest/check.js";
import type {DetectorState} from "./detector.js";

/** A kind of array that a forest has. */
interface ArrayKind<Kind> {
  new (values: ArrayLike<number>): Kind;
}

/**
 * Returns the array *name* of a state as one of *Kind*. Throws a ModelError if it is missing, or holds a
 * number that the kind does not: conversions wrap and round in silence.
 */
export function exactly<Kind extends ArrayLike<number>>(
  Elements: ArrayKind<Kind>,
  arrays: DetectorState["arrays"],
  name: string
): Kind {
  const values = arrays[name];
  requireThat(values instanceof Float64Array, `array ${name}`, values);
  const converted = new Elements(values);
  const broken = values.findIndex((value, i) => converted[i] !== value);
  requireThat(broken === -1, `${name}[${broken}]`, values[broken]);
  return converted;
}
