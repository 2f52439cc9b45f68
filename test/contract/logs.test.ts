import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Logger } from "../../electron/engine/ports";
import type { Upload } from "../../electron/shared/upload";
import { startEngine, type TestEngine, temporaryFolder } from "../helpers/engine";
import { type ContractServer, fixtures } from "./fixtures";

/** Every line as it would be written, before anything of the desktop's own log takes secrets out. */
class LineKeeper implements Logger {
  readonly lines: string[] = [];

  info(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.lines.push(`${message} ${JSON.stringify(details ?? {})}`);
  }

  warn(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.info(message, details);
  }

  error(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.info(message, details);
  }
}

/** A secret in every shape that it takes on its way; only Capillary's password is sent as its MD5. */
function shapesOf([key, secret]: readonly [string, string]): readonly string[] {
  const md5 = createHash("md5").update(secret).digest("hex");
  const shapes = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
  return key === "password" ? [...shapes, md5] : shapes;
}

describe.each(Object.entries(fixtures))("the log of an engine that sends to %s", (service, fixture) => {
  let folder: { path: string; remove: () => Promise<void> };
  let engine: TestEngine;
  let server: ContractServer;
  let log: LineKeeper;

  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await fixture.start();
    log = new LineKeeper();
    const environment = Object.fromEntries(
      Object.entries(server.secrets).map(([key, value]) => [`SECRET_${key}`, value]),
    );
    engine = await startEngine(join(folder.path, "profile"), { environment, logger: log, random: () => 0 });
    await engine.connection.api.saveDestination({
      name: "There",
      service,
      settings: { ...server.settings, ...server.options },
      secrets: {},
      secretSources: Object.fromEntries(
        Object.keys(server.secrets).map((key) => [key, { kind: "env", variable: `SECRET_${key}` }]),
      ),
    });
  });

  afterEach(async () => {
    await engine.close();
    await server.close();
    await folder.remove();
  });

  async function send(name: string): Promise<Upload | undefined> {
    await mkdir(join(folder.path, "files"), { recursive: true });
    const path = join(folder.path, "files", name);
    await writeFile(path, `content of ${name}`);
    return (await engine.ended(await engine.send("There", [path])))[0];
  }

  it("holds no secret in any line, whatever the server repeats", async () => {
    const { api } = engine.connection;
    const delivered = await send("delivered.txt");
    expect(delivered?.state.kind).toBe("completed");
    const id = delivered?.id ?? "";
    const links = await api.links({ id });
    await api.download({ id, outputPath: join(folder.path, "back"), thumbnail: null }).catch(() => null);
    await api.removeAtService({ id }).catch(() => null);
    await api.testDestination({ ...(await engine.destination("There")), secrets: {} });
    const repeated = Object.entries(server.secrets).flatMap(shapesOf).join(" ");
    server.answerUploads(400, JSON.stringify({ error: repeated, RC: 400, RM: repeated, message: repeated }));
    expect((await send("refused.txt"))?.state.kind).toBe("failed");
    server.answerUploads(401, JSON.stringify({ error: repeated, RC: 401, RM: repeated }));
    expect((await send("unknown.txt"))?.state.kind).toBe("failed");
    server.loseAnswers();
    await api.act({ ids: "queue", action: "retry" });
    await engine.until("both came to rest", async () => {
      const { moving } = await api.standing({ batchId: null });
      return moving === 0;
    });
    expect(log.lines.length).toBeGreaterThan(2);
    const text = log.lines.join("\n");
    for (const shape of Object.entries(server.secrets).flatMap(shapesOf)) expect(text).not.toContain(shape);
    for (const { url } of links) {
      const { search } = new URL(url);
      if (search !== "") expect(text).not.toContain(search);
    }
  });
});
