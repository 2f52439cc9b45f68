import { Search, X } from "lucide-react";
import { Button as AriaButton, Input, SearchField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";

/** The most characters a search may have (ipc.ts). */
const longestSearch = 500;

/** The element that Ctrl/Cmd+F leads to. */
export const searchInputId = "history-search";

/** Searches the history as it is typed; the list asks main at most a few times a second. */
export function HistorySearch() {
  const { t } = useTranslation();
  const { history } = useStores();
  const search = useStore(history, (state) => state.search);
  return (
    <SearchField
      className="search"
      aria-label={t("history.search")}
      value={search}
      onChange={(value) => history.setSearch(value)}
    >
      <Search className="search__icon" size={16} strokeWidth={1.75} aria-hidden="true" />
      <Input
        id={searchInputId}
        className="search__input"
        placeholder={t("history.search")}
        maxLength={longestSearch}
        data-testid="history-search"
      />
      <AriaButton className="search__clear" aria-label={t("history.clearSearch")}>
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </AriaButton>
    </SearchField>
  );
}
