import { useStore } from "zustand";
import type { AppSettings } from "../../../electron/shared/settings";
import { useStores } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";

/** The settings and how they are changed, for a section of the settings' room. */
export interface SettingsAccess {
  readonly settings: AppSettings;
  /** Changes some at once; what is refused is told at the setting that is at fault. */
  readonly change: (patch: Partial<AppSettings>) => void;
  /** What is wrong with the last value of a setting, or null. */
  readonly problemOf: (key: keyof AppSettings) => string | null;
}

/** What sections are given. */
export interface SectionProps {
  readonly access: SettingsAccess;
}

/** The settings; null until main has told them. */
export function useSettings(): SettingsAccess | null {
  const store = useStores().settings;
  const settings = useStore(store, (state) => state.settings);
  const problem = useStore(store, (state) => state.problem);
  const say = useSentence();
  if (settings === null) return null;
  return {
    settings,
    change: (patch) => void store.change(patch),
    problemOf: (key) => (problem?.field === key ? say(problem.words) : null),
  };
}
