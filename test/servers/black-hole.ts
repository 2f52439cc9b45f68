import { connect, type Socket } from "node:net";
import { resolve } from "node:path";
import { runTypescript } from "../helpers/run-typescript";

/** A port on which connections are neither accepted nor refused. */
export interface BlackHole {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a black hole: a listening process that was stopped, with a full queue before it, so that the system drops every
 * further request to connect (Linux).
 */
export async function startBlackHole(): Promise<BlackHole> {
  const program = await runTypescript(resolve(import.meta.dirname, "black-hole-program.ts"));
  const port = Number(await program.line((line) => /^\d+$/.test(line)));
  program.process.kill("SIGSTOP");
  // A queue of 1 holds two connections; what comes after them is dropped.
  const sockets: Socket[] = [];
  for (let count = 0; count < 2; count += 1) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    sockets.push(socket);
    await new Promise((connected) => socket.once("connect", connected));
  }
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      program.process.kill("SIGKILL");
      await program.ended;
    },
  };
}
