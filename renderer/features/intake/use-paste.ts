import { useEffect } from "react";
import { destinationOnceKnown } from "../../stores/current-destination";
import type { IntakeSource } from "../../stores/intake-store";
import { useStores } from "../../stores-context";
import { pastedFiles, pastedText } from "./pasted";

/** What takes a paste itself. */
const editable = "input, textarea, [contenteditable], [role=dialog], [role=alertdialog]";

/** Sends what is pasted: files and pictures at once, a text after it was shown. */
export function usePaste(): void {
  const { overview, settings, view, intake } = useStores();
  useEffect(() => {
    const send = async (source: IntakeSource): Promise<void> => {
      const destination = await destinationOnceKnown({ overview, settings });
      if (destination === null) return;
      view.setState({ view: "queue" });
      await intake.begin(source, destination);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (event.target instanceof Element && event.target.closest(editable) !== null) return;
      if (document.querySelector("[role=dialog], [role=alertdialog]") !== null) return;
      const { clipboardData } = event;
      if (clipboardData === null) return;
      const now = new Date();
      const files = pastedFiles([...clipboardData.files], now);
      const source = files.length > 0 ? { files } : pastedText(clipboardData.getData("text/plain"), now);
      if (source === null) return;
      event.preventDefault();
      void send({ kind: "files", ...source });
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [overview, settings, view, intake]);
}
