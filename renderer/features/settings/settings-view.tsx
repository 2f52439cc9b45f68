import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";

/** The room of settings: what runs here. */
export function SettingsView() {
  const { t } = useTranslation();
  const info = useStore(useStores().overview, (state) => state.info);
  return (
    <>
      <header className="view-header">
        <h1 className="view-header__title">{t("view.settings")}</h1>
      </header>
      {info === null ? null : (
        <p className="settings__program">
          {t("settings.program", { version: info.version, electron: info.electron })}
        </p>
      )}
    </>
  );
}
