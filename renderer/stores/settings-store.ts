import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppSettings, AppSettingsPatch } from "../../electron/shared/settings";
import type { PageBridge } from "../bridge";
import { sentenceOf } from "./commands";

/** Why a change of the settings was refused. */
export interface SettingsProblem {
  /** The key at fault, or null when it is not about one. */
  readonly field: string | null;
  /** In the engine's words. */
  readonly words: string;
}

/** The settings, null until main has told them, and what was wrong with the last change. */
export interface SettingsState {
  readonly settings: AppSettings | null;
  readonly problem: SettingsProblem | null;
}

/** The settings of the app. Main owns them: what is kept here is what it last said. */
export interface SettingsStore extends StoreApi<SettingsState> {
  /** Has settings changed; answers whether they were. What was wrong is kept as `problem` until the next change. */
  change(patch: AppSettingsPatch): Promise<boolean>;
  /** Has files go to this destination from now on, from everywhere; the window follows at once. */
  sendTo(destinationId: string): Promise<boolean>;
}

/** Creates the store, not knowing anything yet. */
export function createSettingsStore(bridge: PageBridge): SettingsStore {
  const store = createStore<SettingsState>(() => ({ settings: null, problem: null }));
  const settingsStore: SettingsStore = {
    ...store,
    sendTo: async (currentDestinationId) => {
      const { settings } = store.getState();
      if (settings !== null) store.setState({ settings: { ...settings, currentDestinationId } });
      return await settingsStore.change({ currentDestinationId });
    },
    change: async (patch) => {
      store.setState({ problem: null });
      try {
        const result = await bridge.request("settings:save", patch);
        if (result.ok) {
          store.setState({ settings: result.settings });
          return true;
        }
        const words = `${result.error.message} ${result.error.hint}`;
        store.setState({ problem: { field: result.field, words } });
      } catch (error) {
        store.setState({ problem: { field: null, words: sentenceOf(error) } });
      }
      return false;
    },
  };
  return settingsStore;
}
