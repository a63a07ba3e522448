/** What stands in a label’s place where there is none, in lower case. */
export const unlabelledWords: readonly string[] = ["", "-", "(empty)", "unknown"];

/**
 * Matches labels that mean “nothing wrong”, in lower case and without `flow=`: 0, F, false and no, and words
 * that begin with benign, normal, background or legitimate, also after `from-` or `to-` as in binetflow.
 * The syntax is one that both JavaScript and DuckDB (RE2) read.
 */
export const benignPattern =
  "^(0+(\\.0*)?|f|false|no|((from|to)-)?(benign|normal|background|legitimate)([^a-z].*)?)$";

/** What binetflow puts before each label. */
export const labelPrefix = "flow=";

/** The words that count as attacks, in lower case, `*` at the end for any ending; null for every label but the benign ones. */
export type AttackLabels = readonly string[] | null;

/** Returns *label* as it is compared: trimmed, in lower case, without `flow=`. */
export function labelWord(label: string): string {
  const word = label.trim().toLowerCase();
  return word.startsWith(labelPrefix) ? word.slice(labelPrefix.length) : word;
}

/**
 * Returns whether *label* names an attack: 1 if so, 0 if it names benign traffic, and null if there
 * is no label. Labels are compared without regard to case or surrounding space. With *attackLabels*, these
 * are the attacks, and every other label is benign.
 */
export function attackOf(
  label: string | null | undefined,
  attackLabels: AttackLabels = null
): 0 | 1 | null {
  const word = labelWord(label ?? "");
  if (unlabelledWords.includes(word)) return null;
  if (attackLabels) return attackLabels.some((one) => matches(word, one)) ? 1 : 0;
  return new RegExp(benignPattern, "s").test(word) ? 0 : 1;
}

function matches(word: string, attackLabel: string): boolean {
  return attackLabel.endsWith("*")
    ? word.startsWith(attackLabel.slice(0, -1))
    : word === attackLabel;
}
