const storageKey = "send-to";

/** The destination that was chosen last time, or null. */
export function rememberedDestination(): string | null {
  return localStorage.getItem(storageKey);
}

/** Keeps the choice for the next start; it concerns this window alone, so it stays in the page. */
export function rememberDestination(id: string): void {
  localStorage.setItem(storageKey, id);
}
