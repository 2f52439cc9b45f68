import { createRequire } from "node:module";
import { join } from "node:path";
import { serveOperations } from "../frame/processes";

/** What is used of PicGo-core, which is not among Waybill's dependencies. */
interface PicGo {
  readonly VERSION: string;
  readonly output: readonly { readonly buffer?: Buffer; readonly fileName?: string; imgUrl?: string }[];
  readonly helper: {
    readonly uploader: { register(id: string, uploader: { handle(picgo: PicGo): Promise<void> }): void };
  };
  setConfig(settings: Readonly<Record<string, unknown>>): void;
  request(options: Readonly<Record<string, unknown>>): Promise<unknown>;
  upload(paths: readonly string[]): Promise<unknown>;
}

let picgo: PicGo | null = null;

/** What it can be asked for. */
export const picgoOperations = {
  /** Loads PicGo-core and gives it an uploader for the bench's server; answers its version. */
  open: async (given: { readonly module: string; readonly folder: string; readonly url: string }) => {
    const found = await import(createRequire(join(given.module, "x.js")).resolve("picgo"));
    const Made: new (path: string) => PicGo = found.PicGo ?? found.default.PicGo;
    const made = new Made(join(given.folder, "picgo.json"));
    picgo = made;
    // One file after the other, as PicGo-core's own uploaders do it.
    const handle = async (running: PicGo) => {
      for (const image of running.output) {
        const form = new FormData();
        form.append("file", new Blob([new Uint8Array(image.buffer ?? [])]), image.fileName ?? "file");
        await running.request({ method: "POST", url: given.url, data: form, json: true });
        image.imgUrl = given.url;
      }
    };
    made.helper.uploader.register("bench", { handle });
    made.setConfig({
      "picBed.uploader": "bench",
      "picBed.current": "bench",
      silent: true,
      "settings.logLevel": ["none"],
    });
    return made.VERSION;
  },
  /** Sends files; answers milliseconds. */
  send: async (paths: readonly string[]): Promise<number> => {
    const startedMs = performance.now();
    await picgo?.upload(paths);
    return performance.now() - startedMs;
  },
};

serveOperations(picgoOperations);
