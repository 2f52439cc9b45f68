import { readFile, stat } from "node:fs/promises";
import { openFileSource } from "../../../electron/engine/files/file-source";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";

/** Linux counts what the parent had before the program was begun as ours, except here. */
async function maximumRssBytes(): Promise<number> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const kibibytes = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  return Number(kibibytes ?? process.resourceUsage().maxRSS) * 1024;
}

/** Uploads the file of the first argument to the address of the second one and prints what it took, as one line of JSON. */
async function main(path: string, url: string): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const source = await openFileSource(path, { size, modifiedAtMs: mtimeMs }, { hash: null });
  const client = new AxiosHttpClient();
  let progress = 0;
  const reply = await client.exchange(
    {
      method: "POST",
      url,
      headers: {},
      body: {
        kind: "multipart",
        nameEncoding: "utf8",
        parts: [{ kind: "file", name: "file", fileName: "big.bin", contentType: "application/octet-stream" }],
      },
    },
    {
      route: { proxy: "", caCertificate: "", allowInsecureHttp: false },
      signal: new AbortController().signal,
      file: source,
      onProgress: (bytes) => {
        progress = bytes;
      },
    },
  );
  await source.close();
  client.close();
  const result = {
    status: reply.status,
    received: reply.json,
    progress,
    maximumRssBytes: await maximumRssBytes(),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main(process.argv[2] ?? "", process.argv[3] ?? "");
