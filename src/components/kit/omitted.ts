/** Returns the sentence that stands where a run with `--fast` left something out; *what* begins with a capital: `Other detectors`. */
export function omitted(what: string): string {
  return `${what}: omitted by \`--fast\`; \`atalaya run\` without it measures them, and reuses the rest.`;
}
