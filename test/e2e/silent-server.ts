import { createServer, type Socket } from "node:net";
import type { Page } from "playwright/test";

/** A server that takes connections and never answers, so that an upload keeps running. */
export interface SilentServer {
  readonly port: number;
  /** How many connections were opened. */
  connections(): number;
  close(): void;
}

/** Starts a silent server on a free port. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.pause();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    connections: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Adds a destination "Silent" for such a server, and sends there from now on. */
export async function sendToSilent(
  page: Page,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const userId = "00000000-0000-4000-8000-000000000001";
  const settings = { baseUrl: `http://127.0.0.1:${port}`, userId, ...more };
  await page.evaluate(async (given) => {
    await window.bridge.request("destinations:save", {
      name: "Silent",
      service: "surgery-connect",
      settings: given,
      secrets: { apiKey: "key" },
    });
  }, settings);
  await page.getByTestId("send-to").click();
  await page.getByRole("option", { name: "Silent" }).click();
}
