import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Announcement } from "../stores/announcer-store";
import { useStores } from "../stores-context";

/** Speaks the ends of uploads to those who listen to the window. */
export function Announcer() {
  const { t } = useTranslation();
  const announcement = useStore(useStores().announcer, (state) => state.announcement);
  return (
    <div className="visually-hidden" role="log" aria-live="polite" data-testid="announcer">
      {announcement === null ? null : <p key={announcement.sequence}>{sentence(announcement, t)}</p>}
    </div>
  );
}

function sentence(
  { completed, failed, unconfirmed, name }: Announcement,
  t: (key: string, values: Record<string, string | number>) => string,
): string {
  if (name !== null) {
    const kind = completed > 0 ? "completed" : failed > 0 ? "failed" : "unconfirmed";
    return t(`announce.one.${kind}`, { name });
  }
  const parts = [
    completed > 0 ? t("announce.completed", { count: completed }) : "",
    failed > 0 ? t("announce.failed", { count: failed }) : "",
    unconfirmed > 0 ? t("announce.unconfirmed", { count: unconfirmed }) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}
