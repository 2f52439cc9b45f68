import { contextBridge, ipcRenderer, webUtils } from "electron";
import { maximumDataBytes } from "../shared/data-limits";
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

type Refused = AddResult["refused"][number];

function tooLarge(file: File): Refused {
  return {
    name: file.name,
    error: {
      code: "too-large",
      message: "This is not a file on this computer, and too large to be taken as data (more than 64 MB).",
      hint: "Save it to a folder first, then add it from there.",
      httpStatus: null,
    },
  };
}

function unreadable(file: File): Refused {
  return {
    name: file.name,
    error: {
      code: "file-unreadable",
      message: "This can't be read.",
      hint: "Save it to a folder first, then add it from there.",
      httpStatus: null,
    },
  };
}

/** Files that are not on disk, such as a pasted picture, go as data, as far as one request carries. */
async function readData(files: readonly File[]): Promise<{ data: readonly unknown[]; refused: Refused[] }> {
  const data: { name: string; bytes: Uint8Array }[] = [];
  const refused: Refused[] = [];
  let roomBytes = maximumDataBytes;
  for (const file of files) {
    if (file.size > roomBytes) {
      refused.push(tooLarge(file));
      continue;
    }
    const content = await file.arrayBuffer().catch(() => null);
    if (content === null) refused.push(unreadable(file));
    else data.push({ name: file.name, bytes: new Uint8Array(content) });
    roomBytes -= content?.byteLength ?? 0;
  }
  return { data, refused };
}

const nothing: AddResult = { accepted: 0, refused: [] };

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
    const { data, refused } = await readData(
      located.filter(({ path }) => path === "").map(({ file }) => file),
    );
    const added: AddResult =
      paths.length === 0 ? nothing : await ask("uploads:add-paths", { paths, destinationId, options });
    const handedOver: AddResult =
      data.length === 0 ? nothing : await ask("uploads:add-data", { files: data, destinationId, options });
    return {
      accepted: added.accepted + handedOver.accepted,
      refused: [...added.refused, ...handedOver.refused, ...refused],
    };
  },
};

contextBridge.exposeInMainWorld("bridge", Object.freeze(bridge));
