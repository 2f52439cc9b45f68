import type { DestinationTransfer } from "../../../electron/shared/destination";

/** One destination out of a file, as far as the user got with it. */
export interface ImportItem {
  /** Its place in the file. */
  readonly place: number;
  readonly entry: DestinationTransfer;
  readonly name: string;
  readonly isChosen: boolean;
  readonly secrets: Readonly<Record<string, string>>;
  readonly problem: { readonly field: string | null; readonly words: string } | null;
}
