const storageKey = "history-layout";

/** The layout of the last time. */
export function rememberedLayout(): "list" | "grid" {
  return localStorage.getItem(storageKey) === "grid" ? "grid" : "list";
}

/** Keeps the layout for the next start. */
export function rememberLayout(layout: "list" | "grid"): void {
  localStorage.setItem(storageKey, layout);
}
