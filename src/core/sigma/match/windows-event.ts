type Map = {[key: string]: unknown};

/**
 * Returns the values of a Windows event by their names in rules: those of `EventData` and `UserData` by the name of the
 * field without spaces, those of `System` by the names of element and attribute, as `Provider_Name`. Reads the shapes that event logs
 * have as JSON: under `Event`, at the top, attributes in `#attributes`, in `@attributes` or as `@Name`, and that of Winlogbeat.
 * Empty for other events.
 */
export function windowsNames(event: unknown): [name: string, value: unknown][] {
  if (!isMap(event)) return [];
  const root = isMap(event.Event) ? event.Event : event;
  if (isMap(event.winlog)) return winlogbeatNames(event.winlog);
  if (!isMap(root.System) && !isMap(root.EventData) && !isMap(root.UserData)) return [];
  return [
    ...withoutSpaces([...dataNames(root.EventData), ...userNames(root.UserData)]),
    ...systemNames(root.System)
  ];
}

/** Rules write the names of fields without their spaces: `Threat Name` is `ThreatName`. */
function withoutSpaces(names: [string, unknown][]): [string, unknown][] {
  return names.map(([name, value]) => [name.replaceAll(" ", ""), value]);
}

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `EventData` has a field a key, or a list of `Data` with their names as attributes. */
function dataNames(data: unknown): [string, unknown][] {
  if (!isMap(data)) return [];
  const names: [string, unknown][] = [];
  for (const [key, value] of Object.entries(data)) {
    if (isAttribute(key)) continue;
    const items = Array.isArray(value) ? value : [value];
    const named = items.filter((item) => isMap(item) && attributesOf(item).Name !== undefined);
    for (const item of named as Map[])
      names.push([String(attributesOf(item).Name), contentOf(item)]);
    if (named.length === 0) names.push([key, contentOf(value)]);
  }
  return names;
}

/** `UserData` has a map of fields under a name of its own. */
function userNames(data: unknown): [string, unknown][] {
  if (!isMap(data)) return [];
  return Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
    if (isAttribute(key)) return [];
    return isMap(value) ? dataNames(value) : [[key, value]];
  });
}

function systemNames(system: unknown): [string, unknown][] {
  if (!isMap(system)) return [];
  return Object.entries(system).flatMap(([key, value]): [string, unknown][] => {
    if (isAttribute(key)) return [];
    if (!isMap(value)) return [[key, value]];
    const attributes = Object.entries(attributesOf(value));
    const named = attributes.map(([name, item]): [string, unknown] => [`${key}_${name}`, item]);
    return "#text" in value ? [[key, value["#text"]], ...named] : named;
  });
}

const winlogbeat: Readonly<Record<string, string>> = {
  event_id: "EventID",
  channel: "Channel",
  computer_name: "Computer",
  provider_name: "Provider_Name"
};

function winlogbeatNames(winlog: Map): [string, unknown][] {
  const system = Object.entries(winlogbeat)
    .filter(([key]) => key in winlog)
    .map(([key, name]): [string, unknown] => [name, winlog[key]]);
  const data = [...dataNames(winlog.event_data), ...userNames({data: winlog.user_data})];
  return [...withoutSpaces(data), ...system];
}

function isAttribute(key: string): boolean {
  return key.startsWith("#") || key.startsWith("@");
}

function attributesOf(element: Map): Map {
  const grouped = element["#attributes"] ?? element["@attributes"];
  if (isMap(grouped)) return grouped;
  const single = Object.entries(element).filter(([key]) => key.startsWith("@"));
  if (single.length > 0)
    return Object.fromEntries(single.map(([key, value]) => [key.slice(1), value]));
  return "#text" in element ? {} : element;
}

function contentOf(value: unknown): unknown {
  if (!isMap(value)) return value;
  if ("#text" in value) return value["#text"];
  return "#attributes" in value || "@Name" in value ? null : value;
}
