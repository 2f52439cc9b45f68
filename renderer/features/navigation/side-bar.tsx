import { CircleAlert, Inbox, type LucideIcon, MapPin, ReceiptText, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { attentionCount, queueCount } from "../../stores/overview-store";
import { type ViewName, views } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { BrandMark } from "./brand-mark";
import "./navigation.css";

const icons: Readonly<Record<ViewName, LucideIcon>> = {
  queue: Inbox,
  history: ReceiptText,
  destinations: MapPin,
  settings: Settings,
};

/** The rooms of the window, settings at the bottom. In narrow windows only their icons remain. */
export function SideBar() {
  const { t } = useTranslation();
  return (
    <nav className="side-bar" aria-label={t("view.label")}>
      <p className="side-bar__brand">
        <BrandMark />
        <span className="side-bar__name">Waybill</span>
      </p>
      <ul className="side-bar__views">
        {views.map((name, place) => (
          <li key={name} className={name === "settings" ? "side-bar__last" : undefined}>
            <ViewButton name={name} place={place + 1} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ViewButton({ name, place }: { readonly name: ViewName; readonly place: number }) {
  const { t } = useTranslation();
  const { view } = useStores();
  const isCurrent = useStore(view, (state) => state.view === name);
  const isMac = useStore(useStores().overview, (state) => state.info?.platform === "darwin");
  const Icon = icons[name];
  return (
    <button
      type="button"
      className="view-button"
      aria-current={isCurrent ? "page" : undefined}
      aria-keyshortcuts={isMac ? `Meta+${place}` : `Control+${place}`}
      title={`${t(`view.${name}`)} (${isMac ? "⌘" : "Ctrl+"}${place})`}
      onClick={() => view.setState({ view: name })}
      data-testid={`view-${name}`}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      <span className="view-button__word">{t(`view.${name}`)}</span>
      {name === "queue" ? <QueueCount /> : null}
    </button>
  );
}

function QueueCount() {
  const { t } = useTranslation();
  const counts = useStore(useStores().overview, (state) => state.counts);
  const formats = useFormats();
  const total = queueCount(counts);
  if (total === 0) return null;
  const needsAttention = attentionCount(counts) > 0;
  return (
    <span className={needsAttention ? "count count--attention" : "count"}>
      {needsAttention ? <CircleAlert size={12} strokeWidth={2.25} aria-hidden="true" /> : null}
      <span data-testid="queue-count">{formats.count(total)}</span>
      {needsAttention ? <span className="visually-hidden">{t("view.needsAttention")}</span> : null}
    </span>
  );
}
