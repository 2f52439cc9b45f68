import type { WebContents } from "electron";
import { type IpcEvent, type IpcEventData, ipcEvents } from "../shared/ipc";

/** Tells the page something as soon as it is there to hear it; parsed, so that nothing leaves that the table does not name. */
export function tellPage<N extends IpcEvent>(
  contents: Pick<WebContents, "isLoading" | "once" | "send"> | undefined,
  name: N,
  data: IpcEventData<N>,
): void {
  const message = ipcEvents[name].parse(data);
  if (contents?.isLoading() === true) contents.once("did-finish-load", () => contents.send(name, message));
  else contents?.send(name, message);
}
