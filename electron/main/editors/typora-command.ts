import { win32 } from "node:path";
import { Failure } from "../../engine/failure";
import { shellQuoted } from "../shell-quoted";

/** What the command is made of. */
export interface TyporaCommandParts {
  /** What starts this copy. */
  readonly program: string;
  readonly platform: NodeJS.Platform;
  /** The destination's name. */
  readonly destination: string;
}

/**
 * What Typora is given as its custom command: it puts the pictures' paths behind it and reads one link per line. Its modes for
 * PicGo ask without a key and so get nothing from Waybill. Throws `Failure` `config` for a name that Windows can't hand on.
 */
export function typoraCommand({ program, platform, destination }: TyporaCommandParts): string {
  if (platform !== "win32") return `${shellQuoted(program)} upload --to ${shellQuoted(destination)}`;
  if (/["%]/.test(destination)) {
    throw new Failure("permanent", "config", {
      message: "Windows can't hand this destination's name on in a command.",
      hint: 'Give it a name without " and %.',
    });
  }
  const command = win32.join(win32.dirname(program), "resources", "bin", "waybill.cmd");
  return `"${command}" upload --to "${destination}"`;
}
