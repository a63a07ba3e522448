/** Returns the sentence that stands where a run with `--fast` left something out; *what* begins with a capital: `Other detectors`. */
export function leftOut(what: string): string {
  return `${what}: left out by \`--fast\`; \`atalaya run\` without it measures them, and reuses the rest.`;
}
