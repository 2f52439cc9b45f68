/** No request has more items in a list. */
const longestList = 100_000;
/** No request has more members in an object. */
const mostMembers = 1_000;
/** No request has more values in all. */
const mostValues = 250_000;
/** No request has more text in all, UTF-16 units: a hundred thousand paths of 300. */
const mostText = 32 * 1024 * 1024;
/** No request is nested deeper. */
const deepest = 16;

/**
 * Whether a message is of a size and a kind that is looked at at all: plain objects, lists, bytes, and simple values. Checked
 * before any schema: a schema goes through every item of a list and notes what is wrong with each, which for a hundred
 * thousand wrong ones takes two seconds and 75 MB a message.
 */
export function isReadable(message: unknown): boolean {
  let values = 0;
  let text = 0;
  const fits = (value: unknown, depth: number): boolean => {
    values += 1;
    if (typeof value === "string") text += value.length;
    if (values > mostValues || text > mostText || depth > deepest) return false;
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return true;
    if (Array.isArray(value)) {
      return value.length <= longestList && value.every((item) => fits(item, depth + 1));
    }
    if (!isPlain(value)) return false;
    const members = Object.entries(value);
    return members.length <= mostMembers && members.every((member) => fits(member, depth + 1));
  };
  return fits(message, 0);
}

/** Whether a message names more uploads than a request may. */
export function namesTooMany(message: unknown): boolean {
  if (typeof message !== "object" || message === null || !("ids" in message)) return false;
  return Array.isArray(message.ids) && message.ids.length > longestList;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
