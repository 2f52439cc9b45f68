import { readFileSync, writeFileSync } from "node:fs";

/** What Electron's `nativeTheme` is told. */
export type ThemeSource = "system" | "light" | "dark";

/**
 * The theme, kept in a small file of the profile: the window opens before the settings are read, and must not flash in
 * another theme than theirs. A file that is missing or holds anything else means the system's theme.
 */
export class ThemeFile {
  readonly #path: string;
  readonly #theme: { themeSource: ThemeSource };

  /** Puts on the theme of the last time. */
  constructor(path: string, theme: { themeSource: ThemeSource }) {
    this.#path = path;
    this.#theme = theme;
    const kept = readTheme(path);
    if (theme.themeSource !== kept) theme.themeSource = kept;
  }

  get themeSource(): ThemeSource {
    return this.#theme.themeSource;
  }

  set themeSource(source: ThemeSource) {
    // Said at every start and with every setting; mostly it is the same.
    if (source === this.#theme.themeSource) return;
    this.#theme.themeSource = source;
    try {
      writeFileSync(this.#path, source, { mode: 0o600 });
    } catch {
      // A full disk: the next start has the former theme until the settings are read.
    }
  }
}

function readTheme(path: string): ThemeSource {
  try {
    const text = readFileSync(path, "utf8");
    return text === "light" || text === "dark" ? text : "system";
  } catch {
    return "system";
  }
}
