import { useStore } from "zustand";
import {
  type DesktopSystem,
  keysOf,
  type MenuCommandId,
  menuCommands,
  systemOf,
} from "../../../electron/shared/menu-commands";
import { useStores } from "../../stores-context";
import { keyText } from "../navigation/key-signs";

/** The system whose conventions the window follows. */
export function useSystem(): DesktopSystem {
  return useStore(useStores().overview, (state) => systemOf(state.info?.platform ?? ""));
}

/** Tells the key of a command as a menu writes it, that of the lists first. */
export function useKeyText(): (id: MenuCommandId) => { readonly keys: string } {
  const system = useSystem();
  return (id) => {
    const command = menuCommands.find((other) => other.id === id);
    const keys = command === undefined ? { anywhere: [], inLists: [] } : keysOf(command, system);
    return { keys: keyText(keys.inLists[0] ?? keys.anywhere[0] ?? "", system) };
  };
}
