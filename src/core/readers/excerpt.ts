/**
 * Returns the first *length* UTF-16 units of *value*, of parsed JSON, as JSON; a text as it is. Nothing is recursive:
 * what somebody nests a million levels deep is written as far as it is shown.
 */
export function excerptOf(value: unknown, length: number): string {
  if (typeof value === "string") return value.slice(0, length);
  let text = "";
  const open: {items: [name: string | null, value: unknown][]; next: number; end: string}[] = [];
  const write = (one: unknown): void => {
    if (typeof one === "string") text += JSON.stringify(one.slice(0, length));
    else if (typeof one !== "object" || one === null) text += String(one);
    else if (Array.isArray(one)) {
      text += "[";
      const items = one.slice(0, length).map((item): [null, unknown] => [null, item]);
      open.push({items, next: 0, end: "]"});
    } else {
      text += "{";
      open.push({items: Object.entries(one), next: 0, end: "}"});
    }
  };
  write(value);
  while (open.length > 0 && text.length < length) {
    const top = open[open.length - 1];
    if (top.next === top.items.length) {
      text += top.end;
      open.pop();
      continue;
    }
    const [name, inner] = top.items[top.next];
    if (top.next++ > 0) text += ",";
    if (name !== null) text += `${JSON.stringify(name.slice(0, length))}:`;
    write(inner);
  }
  return text.slice(0, length);
}
