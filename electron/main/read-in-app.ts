/**
 * Reads the program in, part by part. Main runs in the thread that also shows the window; between two parts it gets to do so,
 * and no part keeps it for more than a picture or two.
 */
export async function readInApp(): Promise<typeof import("./app")> {
  await import("zod");
  await import("../engine/http/axios-http-client");
  await import("../shared/ipc");
  await import("../engine/services");
  await import("../engine/store/database");
  await import("../engine/practice/open-practice");
  await import("../engine/open-engine");
  return await import("./app");
}
