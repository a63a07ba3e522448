/** Returns *heading* as it stands in a URL: lower case, hyphens for all but letters and digits. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[’']/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
