/**
 * Returns *text* without what XML 1.0 cannot hold, even escaped: control characters other than tab and
 * line ends, halves of surrogate pairs, U+FFFE and U+FFFF.
 */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
}
