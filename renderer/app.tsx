import type { ComponentType } from "react";
import { I18nProvider } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useMenuCommands } from "./features/commands/use-menu-commands";
import { DestinationSheet } from "./features/destinations/destination-sheet";
import { DestinationsView } from "./features/destinations/destinations-view";
import { SignInNotices } from "./features/destinations/sign-in-notices";
import { AgainSheets } from "./features/history/again-sheets";
import { HistoryView } from "./features/history/history-view";
import { DropOverlay } from "./features/intake/drop-overlay";
import { IntakeSheet } from "./features/intake/intake-sheet";
import { usePaste } from "./features/intake/use-paste";
import { DetailSlot } from "./features/navigation/detail-slot";
import { KeysSheet } from "./features/navigation/keys-sheet";
import { RecordsNotice } from "./features/navigation/records-notice";
import { SideBar } from "./features/navigation/side-bar";
import { QueueView } from "./features/queue/queue-view";
import { SettingsView } from "./features/settings/settings-view";
import { Preview } from "./features/uploads/preview-sheet";
import type { ViewName } from "./stores/view-store";
import { useStores } from "./stores-context";
import { Announcer } from "./ui/announcer";
import { NoticeBar } from "./ui/notice-bar";

const rooms: Readonly<Record<ViewName, ComponentType>> = {
  queue: QueueView,
  history: HistoryView,
  destinations: DestinationsView,
  settings: SettingsView,
};

/** The window: rooms at the side, one of them in view, the receipt beside it, and what may lie over it. */
export function App() {
  useMenuCommands();
  usePaste();
  const { i18n } = useTranslation();
  const Room = rooms[useStore(useStores().view, (state) => state.view)];
  return (
    // What the parts say by themselves to those who listen ("Dismiss") is said in the window's language.
    <I18nProvider locale={i18n.language}>
      <div className="window">
        <SideBar />
        <main className="room">
          <RecordsNotice />
          <SignInNotices />
          <Room />
          <NoticeBar />
        </main>
        <DetailSlot />
        <Announcer />
        <IntakeSheet />
        <AgainSheets />
        <DestinationSheet />
        <KeysSheet />
        <Preview />
        <DropOverlay />
      </div>
    </I18nProvider>
  );
}
