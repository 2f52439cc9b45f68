import type { WindowApp } from "./frame/window-app";
import type { Target } from "./programs/engine-program";

/** Saves a destination and sends there from now on. */
export async function addTarget({ page }: WindowApp, target: Target): Promise<void> {
  await page.evaluate(async (draft) => {
    const saved = await window.bridge.request("destinations:save", draft);
    if (!saved.ok) throw new Error(saved.error.message);
    await window.bridge.request("settings:save", { currentDestinationId: saved.destination.id });
  }, target);
  await page.getByTestId("send-to").getByRole("button").filter({ hasText: target.name }).waitFor();
}

/** Lets go of files and folders over the window, with the browser's own drag events. */
export async function dropPaths({ page }: WindowApp, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, x: 240, y: 8, data });
  await session.detach();
}
