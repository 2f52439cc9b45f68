import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { AddResult, Bridge, IpcEvent, IpcRequest } from "../shared/ipc";

/** The names of the table in shared/ipc.ts; the build puts them here, so that zod need not be bundled for them. */
declare const IPC_REQUEST_NAMES: readonly IpcRequest[];
declare const IPC_EVENT_NAMES: readonly IpcEvent[];

/** What main answers (electron/main/ipc-main.ts). */
type Reply = { readonly ok: true; readonly value: never } | { readonly ok: false; readonly message: string };

const requestNames: ReadonlySet<string> = new Set(IPC_REQUEST_NAMES);
const eventNames: ReadonlySet<string> = new Set(IPC_EVENT_NAMES);

async function ask(name: string, args: unknown): Promise<never> {
  const reply: Reply = await ipcRenderer.invoke(name, args);
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}

function assertKnown(names: ReadonlySet<string>, name: string): void {
  if (!names.has(name)) throw new Error("Waybill has no such request.");
}

/** Files that are not on disk, such as a pasted picture, have no path. */
function refusedWithoutPath(file: File): AddResult["refused"][number] {
  return {
    name: file.name,
    error: {
      code: "not-a-file",
      message: "This is not a file on this computer.",
      hint: "Save it to a folder first, then add it from there.",
      httpStatus: null,
    },
  };
}

const bridge: Bridge<File> = {
  request: async (name, args) => {
    assertKnown(requestNames, name);
    return await ask(name, args);
  },
  on: (name, listener) => {
    assertKnown(eventNames, name);
    // Only the data is handed on: the event object would give the page a way to Electron.
    const deliver = (...received: readonly unknown[]) => listener(received[1] as never);
    ipcRenderer.on(name, deliver);
    return () => {
      ipcRenderer.off(name, deliver);
    };
  },
  addFiles: async (files, destinationId, options) => {
    const located = files.map((file) => ({ file, path: webUtils.getPathForFile(file) }));
    const paths = located.map(({ path }) => path).filter((path) => path !== "");
    const refused = located.filter(({ path }) => path === "").map(({ file }) => refusedWithoutPath(file));
    if (paths.length === 0) return { accepted: 0, refused };
    const added: AddResult = await ask("uploads:add-paths", { paths, destinationId, options });
    return { ...added, refused: [...added.refused, ...refused] };
  },
};

contextBridge.exposeInMainWorld("bridge", Object.freeze(bridge));
