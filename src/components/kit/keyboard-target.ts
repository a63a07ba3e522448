/** Returns whether the keys belong to the element: a field that is written in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, select, textarea"))
  );
}

/** Returns whether Enter belongs to the element: a link, a button or what works like one. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary, [role=button]") !== null;
}
