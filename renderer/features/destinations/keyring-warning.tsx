import { ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";

/** Says plainly that secrets don't outlive the program where the system has no keyring. */
export function KeyringWarning() {
  const { t } = useTranslation();
  const isMissing = useStore(useStores().overview, (state) => state.info?.keyringAvailable === false);
  if (!isMissing) return null;
  return (
    <p className="hint-box" role="note" data-testid="keyring-warning">
      <ShieldAlert size={16} strokeWidth={1.75} aria-hidden="true" />
      <span>{t("destinations.noKeyring")}</span>
    </p>
  );
}
