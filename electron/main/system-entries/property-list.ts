/** What a property list holds here. */
export type PropertyValue =
  | string
  | number
  | boolean
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

/** A property list of macOS as XML; numbers are whole. */
export function propertyList(value: PropertyValue): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const type =
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
  return `${head}\n${type}\n<plist version="1.0">${elementOf(value)}</plist>\n`;
}

function elementOf(value: PropertyValue): string {
  if (typeof value === "string") return `<string>${escaped(value)}</string>`;
  if (typeof value === "number") return `<integer>${value}</integer>`;
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (isList(value)) return `<array>${value.map(elementOf).join("")}</array>`;
  const pairs = Object.entries(value).map(([key, each]) => `<key>${escaped(key)}</key>${elementOf(each)}`);
  return `<dict>${pairs.join("")}</dict>`;
}

function isList(value: object): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
