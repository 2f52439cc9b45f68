import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { SecretSource } from "../../shared/destination";
import { Failure } from "../failure";

/**
 * Reads a referenced secret at its use: an environment variable or the first line of a file.
 * Throws `config` with the field when it isn't there.
 */
export async function readSecret(
  key: string,
  source: Extract<SecretSource, { kind: "env" | "file" }>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const value = source.kind === "env" ? environment[source.variable] : await firstLine(key, source.path);
  if (value !== undefined && value.trim() !== "") return value;
  const place =
    source.kind === "env" ? `The variable ${source.variable}` : `The file ${basename(source.path)}`;
  throw new Failure("permanent", "config", {
    message: `${place}, which holds the secret "${key}", is empty or not set.`,
    hint:
      source.kind === "env" ? `Set ${source.variable} before starting Waybill.` : "Write the secret into it.",
    field: key,
  });
}

async function firstLine(key: string, path: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    return text.split(/\r?\n/, 1)[0] ?? "";
  } catch (cause) {
    throw new Failure("permanent", "config", {
      message: `The file ${basename(path)}, which holds the secret "${key}", could not be read.`,
      hint: "Check that it exists and that you may read it.",
      field: key,
      cause,
    });
  }
}
