import { useStore } from "zustand";
import type { Settings } from "../../../electron/shared/destination";
import type { UploadView } from "../../../electron/shared/upload";
import { useStores } from "../../stores-context";
import { fieldToChange } from "./queue-actions";

/** The way to another room: asks for it, then sends the upload there. The label is that of the field it asks for. */
export function useChooseTarget(upload: UploadView): { readonly label: string; readonly choose: () => void } {
  const { overview, commands, intake } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const field =
    "error" in upload.state && upload.state.error !== null
      ? fieldToChange(upload.state.error, service)
      : null;
  const choose = (): void => {
    const destination = overview.getState().destinations.find((other) => other.id === upload.destinationId);
    if (destination === undefined || field === null) return;
    const suggestions = { [field.key]: upload.options[field.key] ?? destination.settings[field.key] ?? "" };
    const send = (options: Settings): Promise<void> =>
      commands.reassign([upload.id], destination, { ...upload.options, ...options });
    void intake.ask(destination, 1, send, { fields: [field], suggestions });
  };
  return { label: field?.label ?? "", choose };
}
