import { Failure } from "../../../electron/engine/failure";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";

const megabyte = 1024 * 1024;

/** Posts to each address of the arguments, one after the other, and prints for each what came of it and by how
 * much memory grew at most. */
async function main(addresses: readonly string[]): Promise<void> {
  const client = new AxiosHttpClient();
  const plan = { method: "POST", headers: {}, body: { kind: "json", value: { hello: "world" } } } as const;
  const options = {
    route: { proxy: "", caCertificate: "", allowInsecureHttp: false },
    signal: new AbortController().signal,
  };
  const outcomeOf = async (url: string) =>
    await client.exchange({ ...plan, url }, options).then(
      () => "answered",
      (thrown: unknown) =>
        thrown instanceof Failure ? `${thrown.class}/${thrown.error.code}` : String(thrown),
    );
  // Once before it counts: what is loaded with the first request is no answer's memory.
  await outcomeOf(addresses[0] ?? "");
  for (const url of addresses) {
    const before = process.memoryUsage.rss();
    let most = before;
    let isOver = false;
    const watch = () => {
      most = Math.max(most, process.memoryUsage.rss());
      if (!isOver) setImmediate(watch);
    };
    watch();
    const outcome = await outcomeOf(url);
    isOver = true;
    process.stdout.write(
      `${JSON.stringify({ outcome, grownMiB: Math.round((most - before) / megabyte) })}\n`,
    );
  }
  client.close();
}

await main(process.argv.slice(2));
