/** No request has more items in a list. */
const longestList = 100_000;
/** No request has more values in all. */
const mostValues = 250_000;
/** No request is nested deeper. */
const deepest = 16;

/**
 * Whether a message is of a size that is looked at at all. Checked before any schema: a schema goes through every item of
 * a list before it finds that there are too many.
 */
export function isReadable(message: unknown): boolean {
  let values = 0;
  const fits = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > mostValues || depth > deepest) return false;
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return true;
    if (Array.isArray(value)) {
      return value.length <= longestList && value.every((item) => fits(item, depth + 1));
    }
    return Object.values(value).every((item) => fits(item, depth + 1));
  };
  return fits(message, 0);
}
