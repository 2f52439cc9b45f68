import { z } from "zod";
import { uploadErrorSchema } from "../../shared/upload-error";
import type { Logger } from "../ports";
import type { DestinationStore } from "../store/stores";
import type { Gate } from "./gates";

/** Beside what adapters remember of a destination; none of them has a key like it. */
const key = "queue.pause";

const pauseSchema = z.object({ until: z.number(), error: uploadErrorSchema });

/** What pauses are remembered with. */
export interface PausePorts {
  readonly destinationStore: DestinationStore;
  readonly logger: Logger;
}

/** Remembers over a restart that a server wants to be left alone for a while, whatever became of the upload that was told. */
export class Pauses {
  readonly #ports: PausePorts;

  constructor(ports: PausePorts) {
    this.#ports = ports;
  }

  /** Notes what holds a destination back now, or that nothing does. */
  note(destinationId: string, gate: Gate | null): void {
    const memory = this.#ports.destinationStore.memory(destinationId);
    const pause = gate?.reason === "rate-limit" && gate.until !== null ? gate : null;
    const text = pause === null ? "" : JSON.stringify({ until: pause.until, error: pause.error });
    try {
      if ((memory.get(key) ?? "") !== text) memory.set(key, text);
    } catch (thrown) {
      // A restart would then ask too early, and be told again.
      this.#ports.logger.warn("A pause could not be remembered", { reason: String(thrown) });
    }
  }

  /** The pause of a destination that is not over; null when there is none. */
  of(destinationId: string, nowMs: number): z.infer<typeof pauseSchema> | null {
    const text = this.#ports.destinationStore.memory(destinationId).get(key) ?? "";
    if (text === "") return null;
    const pause = pauseSchema.safeParse(JSON.parse(text));
    return pause.success && pause.data.until > nowMs ? pause.data : null;
  }
}
