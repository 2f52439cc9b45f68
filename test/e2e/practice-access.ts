import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const noteSchema = z.object({ port: z.number(), token: z.string() });

/** Where a profile's Practice server listens and what opens it: a real server for a real form. */
export async function practiceAccess(profile: string): Promise<{ baseUrl: string; token: string }> {
  const { port, token } = noteSchema.parse(
    JSON.parse(await readFile(join(profile, "practice.json"), "utf8")),
  );
  return { baseUrl: `http://127.0.0.1:${port}`, token };
}
