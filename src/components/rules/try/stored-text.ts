const key = "atalaya-tried-rule";

/** The length of the longest text that is stored, in UTF-16 units: the storage of a site is some 5 Mi. */
const maxStored = 500_000;

/** Returns the text that was tried last in this browser; null without one, or where nothing can be stored. */
export function readTriedText(storage: () => Storage = () => localStorage): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null; // storage is disabled
  }
}

/**
 * Stores *text* until the next visit; one that is empty or too long removes what was stored. Returns whether the next
 * visit finds it.
 */
export function storeTriedText(text: string, storage: () => Storage = () => localStorage): boolean {
  try {
    if (text.trim() === "" || text.length > maxStored) storage().removeItem(key);
    else storage().setItem(key, text);
    return text.length <= maxStored;
  } catch {
    return false; // storage is disabled or full
  }
}
