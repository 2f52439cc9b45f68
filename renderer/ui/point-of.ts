/** Where a menu begins that a button opens: below its left edge, CSS pixels of the window. */
export function below(element: Element): { readonly x: number; readonly y: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}
