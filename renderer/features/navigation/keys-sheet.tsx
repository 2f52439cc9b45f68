import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { Sheet } from "../../ui/sheet";
import { KeyList } from "./key-list";

/** The keys of the window, one `?` away from everywhere. */
export function KeysSheet() {
  const { t } = useTranslation();
  const { view } = useStores();
  const isOpen = useStore(view, (state) => state.isKeysOpen);
  if (!isOpen) return null;
  return (
    <Sheet title={t("keys.title")} onClose={() => view.setState({ isKeysOpen: false })} testId="keys-sheet">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard. */}
      <section className="sheet__body" tabIndex={0} aria-label={t("keys.title")}>
        <KeyList />
      </section>
    </Sheet>
  );
}
