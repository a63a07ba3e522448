/**
 * Returns *text* fit for a terminal: control characters, which come from logs and file names and could
 * move the cursor or change the title, are written as `\xNN`; lines stay lines.
 */
export function plainText(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0);
      return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
    }
  );
}
