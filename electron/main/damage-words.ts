import type { RecordsFound } from "../engine/store/open-records";
import type { Words } from "./words";

const nothingLost = "Nothing is lost: they are whole again, from their second copy.\n";

/** What a command says of records that were damaged; empty when all was well. */
export function damageText({ quarantined, restored }: RecordsFound): string {
  if (quarantined === null) return restored === 0 ? "" : `Waybill's records were gone. ${nothingLost}`;
  const isWhole = restored > 0 ? nothingLost : "";
  return `Waybill's records were damaged. ${isWhole}The damaged file was kept as ${quarantined}.\n`;
}

/** What the window says of them; null when all was well. */
export function damageWords(
  { quarantined: path, restored }: RecordsFound,
  words: Pick<Words, "t">,
): { readonly message: string; readonly detail: string } | null {
  if (path === null) {
    if (restored === 0) return null;
    return { message: words.t("records.missing"), detail: words.t("records.missingDetail") };
  }
  return restored === 0
    ? { message: words.t("records.damaged"), detail: words.t("records.damagedDetail", { path }) }
    : { message: words.t("records.restored"), detail: words.t("records.restoredDetail", { path }) };
}
