import {
  FolderSync,
  Gauge,
  History,
  Info,
  Keyboard,
  Link,
  type LucideIcon,
  Monitor,
  Network,
  RefreshCw,
  SlidersHorizontal,
  Wrench,
} from "lucide-react";
import { type ComponentType, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { useNarrow } from "../../ui/use-narrow";
import { KeyList } from "../navigation/key-list";
import { AboutSection } from "./about-section";
import { DesktopSection } from "./desktop-section";
import { DiagnosticsSection } from "./diagnostics-section";
import { GeneralSection } from "./general-section";
import { HistorySection } from "./history-section";
import { LinksSection } from "./links-section";
import { NetworkSection } from "./network-section";
import { TransfersSection } from "./transfers-section";
import { UpdatesSection } from "./updates-section";
import { type SectionProps, useSettings } from "./use-settings";
import { WatchSection } from "./watch-section";
import "./settings.css";

/** A part of the settings. */
interface Section {
  /** Its words are `settings.section.NAME`. */
  readonly name: string;
  readonly icon: LucideIcon;
  readonly part: ComponentType<SectionProps>;
}

/** The parts of the settings, in their order. */
const sections: readonly Section[] = [
  { name: "general", icon: SlidersHorizontal, part: GeneralSection },
  { name: "desktop", icon: Monitor, part: DesktopSection },
  { name: "folders", icon: FolderSync, part: WatchSection },
  { name: "transfers", icon: Gauge, part: TransfersSection },
  { name: "links", icon: Link, part: LinksSection },
  { name: "network", icon: Network, part: NetworkSection },
  { name: "history", icon: History, part: HistorySection },
  { name: "keyboard", icon: Keyboard, part: KeyList },
  { name: "diagnostics", icon: Wrench, part: DiagnosticsSection },
  { name: "updates", icon: RefreshCw, part: UpdatesSection },
  { name: "about", icon: Info, part: AboutSection },
];

/** Below this the parts stand above what they show, in pixels. */
const narrowPx = 560;

/** The room of settings. A change counts at once. */
export function SettingsView() {
  const { t } = useTranslation();
  const access = useSettings();
  const place = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow(place, narrowPx);
  const { view } = useStores();
  const chosen = useStore(view, (state) => state.settingsSection);
  // Side by side there is not room for all parts in a small window: the chosen one is among those that are seen. A frame
  // later, because a list of tabs that gets the focus by a click goes back to where it was scrolled when it had it last.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const tab = place.current?.querySelector(`[data-testid="settings-${chosen}"]`);
      tab?.scrollIntoView({ block: "nearest", inline: isNarrow ? "center" : "nearest" });
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen, isNarrow]);
  return (
    <>
      <header className="view-header">
        <h1 className="view-header__title">{t("view.settings")}</h1>
      </header>
      <div className="settings-place" ref={place}>
        <Tabs
          className={isNarrow ? "settings settings--narrow" : "settings"}
          orientation={isNarrow ? "horizontal" : "vertical"}
          selectedKey={chosen}
          onSelectionChange={(key) => view.setState({ settingsSection: String(key) })}
        >
          <TabList className="settings__tabs" aria-label={t("view.settings")}>
            {sections.map(({ name, icon: Icon }) => (
              <Tab key={name} id={name} className="settings__tab" data-testid={`settings-${name}`}>
                <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
                {t(`settings.section.${name}`)}
              </Tab>
            ))}
          </TabList>
          {sections.map(({ name, part: Part }) => (
            <TabPanel key={name} id={name} className="settings__panel">
              <div className="settings__part">
                <h2 className="settings__title">{t(`settings.section.${name}`)}</h2>
                {access === null ? null : <Part access={access} />}
              </div>
            </TabPanel>
          ))}
        </Tabs>
      </div>
    </>
  );
}
