import type { Added } from "../../engine/engine-api";
import { Failure } from "../../engine/failure";
import type { SpooledData } from "../../engine/files/spool";
import type { Clock } from "../../engine/ports";
import { currentDestination, type Destination } from "../../shared/destination";
import { addData, addPaths, type IntakeParts, type IntakeTarget } from "../intake";
import type { ClipboardContent } from "./clipboard-content";

/** What sending without the window needs. */
export interface QuickIntakeParts extends IntakeParts {
  readonly clock: Clock;
  /** What is on the clipboard now. */
  readonly clipboard: () => Promise<ClipboardContent | null>;
}

/** Takes files in without the window: from the tray, a shortcut, an editor, a second start. Each answers the batch. */
export class QuickIntake {
  readonly #parts: QuickIntakeParts;

  constructor(parts: QuickIntakeParts) {
    this.#parts = parts;
  }

  /** All of these files or none. Throws `Failure` with the reason of the first that is refused. */
  async paths(paths: readonly string[], destinationName: string | null): Promise<string> {
    return batchOf(
      await addPaths(this.#parts, paths, await this.#target(destinationName), { allOrNothing: true }),
    );
  }

  /** All of these data or none. */
  async files(files: readonly SpooledData[], destinationName: string | null): Promise<string> {
    if (files.length === 0)
      throw new Failure("local", "file-missing", { message: "There is no file in it." });
    return batchOf(
      await addData(this.#parts, files, await this.#target(destinationName), { allOrNothing: true }),
    );
  }

  /** What is on the clipboard: files as they are, a picture or a text as a new file. Throws `Failure` when it is empty. */
  async clipboard(destinationName: string | null): Promise<string> {
    const content = await this.#parts.clipboard();
    if (content === null) {
      throw new Failure("local", "file-missing", {
        message: "The clipboard holds no file, picture or text.",
        hint: "Copy something, then try again.",
      });
    }
    if (content.kind === "files") return await this.paths(content.paths, destinationName);
    const name = `Clipboard ${timeForName(this.#parts.clock.now())}`;
    const file =
      content.kind === "image"
        ? { name: `${name}.png`, bytes: content.png }
        : { name: `${name}.txt`, bytes: new TextEncoder().encode(content.text) };
    return await this.files([file], destinationName);
  }

  async #target(name: string | null): Promise<IntakeTarget> {
    const destinations = await this.#parts.api.destinations();
    const found =
      name === null
        ? currentDestination(destinations, (await this.#parts.api.settings()).currentDestinationId)
        : byName(destinations, name);
    if (found !== null) return { destinationId: found.id, options: {} };
    throw new Failure("permanent", "config", {
      message: name === null ? "There is no destination yet." : `There is no destination "${name}".`,
      hint: "Open Waybill and add one.",
    });
  }
}

function byName(destinations: readonly Destination[], name: string): Destination | null {
  const wanted = name.toLowerCase();
  const isNamed = (destination: Destination) =>
    destination.name.toLowerCase() === wanted || destination.id === name;
  return destinations.find(isNamed) ?? null;
}

function batchOf(added: Added): string {
  const [refused] = added.refused;
  if (added.batchId !== null) return added.batchId;
  const { code, message, hint } = refused?.error ?? {
    code: "file-missing",
    message: "There was nothing to send.",
    hint: "",
  };
  throw new Failure("local", code, { message, ...(hint === "" ? {} : { hint }) });
}

/** Local time, in characters that every file system takes. */
function timeForName(nowMs: number): string {
  const date = new Date(nowMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`;
}
