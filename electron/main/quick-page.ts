import type { CommandLine } from "electron";

/**
 * Lets a page's script run while Chromium's graphics process still starts: without it, the page stands still until that process
 * answers, a tenth of a second or two. Must be called before Electron is ready.
 */
export function letPagesBegin(commandLine: Pick<CommandLine, "appendSwitch" | "getSwitchValue">): void {
  const named = commandLine.getSwitchValue("enable-features");
  const features = [...(named === "" ? [] : [named]), "EstablishGpuChannelAsync"];
  commandLine.appendSwitch("enable-features", features.join(","));
}
