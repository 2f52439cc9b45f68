import { createHash } from "node:crypto";
import { Failure } from "../failure";
import { wireName } from "../files/safe-name";
import { systemClock } from "../ports";
import { settingOf } from "./destination-settings";
import type { UploadJob } from "./service";

/** Where the last dot of a name stands that begins an extension; -1 when it has none (`.gitignore`, `file.`, `file`). */
function extensionDot(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? dot : -1;
}

/**
 * Eight hexadecimal digits that stay the same over all tries of an upload and differ between uploads: of the SHA-256 of name,
 * size and the upload's id. They say nothing about the content, which is not read before the name is needed.
 */
function uploadHash(job: UploadJob): string {
  const { name, size } = job.file;
  return createHash("sha256").update(`${name}\0${size}\0${job.uploadId}`).digest("hex").slice(0, 8);
}

/** What the placeholders of a template stand for. */
function valuesOf(job: UploadJob): ReadonlyMap<string, string> {
  const { name } = job.file;
  const dot = extensionDot(name);
  const addedAt = job.createdAt ?? new Date(systemClock.now()).toISOString();
  return new Map([
    ["name", name],
    ["stem", dot === -1 ? name : name.slice(0, dot)],
    ["ext", dot === -1 ? "" : name.slice(dot + 1)],
    ["date", addedAt.slice(0, "2026-01-01".length)],
    ["hash8", uploadHash(job)],
  ]);
}

function refused(message: string, hint: string): Failure {
  return new Failure("permanent", "invalid-field", { field: "filename", message, hint });
}

function templateProblem(template: string, known: ReadonlyMap<string, string>): Failure | null {
  const stranger = [...template.matchAll(/\{([^{}]*)\}/g)].find(([, key]) => !known.has(key ?? ""));
  const hint = `Use ${[...known.keys()].map((key) => `{${key}}`).join(", ")}.`;
  if (stranger !== undefined) return refused(`"filename" has an unknown placeholder ${stranger[0]}.`, hint);
  return /[{}]/.test(template.replace(/\{[^{}]*\}/g, ""))
    ? refused('"filename" has a brace without its partner.', hint)
    : null;
}

/**
 * The name an upload gets at the service, from its template; characters that can't be carried became `_`. It is the last part
 * of the address, so what would change the address is refused, and the service wants an extension (services.md 3.1).
 */
export function targetName(job: UploadJob): string | Failure {
  const template = settingOf(job.options, "filename") || "{name}";
  const values = valuesOf(job);
  const problem = templateProblem(template, values);
  if (problem !== null) return problem;
  const name = template.replace(/\{([^{}]*)\}/g, (_whole, key: string) => values.get(key) ?? "").trim();
  const hint = 'Set "filename" to a name such as photo.png, or to a template such as {stem}.png.';
  if (name === "" || name === "." || name === "..") {
    return refused(`"${name}" can't be the name of a file at the service.`, hint);
  }
  const safe = wireName(name);
  return extensionDot(safe) === -1
    ? refused(`"${safe}" has no extension, which Capillary needs.`, hint)
    : safe;
}
