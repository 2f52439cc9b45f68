import type { PackageKind } from "./package-kind";
import type { WindowWords } from "./window-words";

/** What the window's process starts with. */
export interface AppStart {
  readonly profileDirectory: string;
  /** The folder `out` of the build. */
  readonly outDirectory: string;
  readonly runtime: string;
  /** How this copy came to be here. */
  readonly kind: PackageKind;
  /** What this start was asked to do. */
  readonly words: WindowWords;
}
