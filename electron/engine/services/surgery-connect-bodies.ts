import type { RequestBody } from "../http/http-client";
import { nameEncodingOf, settingOf } from "./destination-settings";
import type { UploadJob } from "./service";

/** The settings of an upload in the order of the document; what is not given is left out. */
export function textsOf(job: UploadJob): ReadonlyArray<readonly [string, string]> {
  const texts = [
    ["userId", settingOf(job.destination.settings, "userId")],
    ["expiryInterval", settingOf(job.options, "expiryInterval")],
    ["fileRequestId", settingOf(job.options, "fileRequestId")],
  ] as const;
  return texts.filter(([, value]) => value !== "");
}

/** The form that the first document asked for: text parts, then the file. */
export function multipartBody(job: UploadJob): RequestBody {
  const { file, destination } = job;
  const name = settingOf(destination.settings, "partName") || "files";
  const texts = textsOf(job).map(([key, value]) => ({ kind: "text", name: key, value }) as const);
  return {
    kind: "multipart",
    nameEncoding: nameEncodingOf(destination),
    parts: [...texts, { kind: "file", name, fileName: file.name, contentType: file.contentType }],
  };
}

/** Where the list of files begins in the JSON form; a file's own description follows. */
const jsonBeginning = '{"files":[';

/** One body for several files, from the bodies of each: the same texts, then all files. Their form is the same. */
export function togetherBody(bodies: ReadonlyArray<RequestBody | null>): RequestBody {
  const [first, ...others] = bodies;
  if (first?.kind === "multipart") {
    const more = others.flatMap((body) => (body?.kind === "multipart" ? body.parts : []));
    return { ...first, parts: [...first.parts, ...more.filter(({ kind }) => kind === "file")] };
  }
  if (first?.kind !== "json-base64") throw new TypeError("these bodies can't be made one");
  const between = others.flatMap((body) =>
    body?.kind === "json-base64" ? [`"},${body.before.slice(jsonBeginning.length)}`] : [],
  );
  return { ...first, between };
}

/** The form that X-on's own server takes: one JSON object with the file in Base64. */
export function jsonBody(job: UploadJob): RequestBody {
  const { file } = job;
  const settings = textsOf(job).map(([key, value]) => [
    key,
    key === "expiryInterval" ? Number(value) : value,
  ]);
  const described = JSON.stringify({ name: file.name, type: file.contentType }).slice(0, -1);
  return {
    kind: "json-base64",
    before: `${jsonBeginning}${described},"contents":"`,
    after: `"}],${JSON.stringify(Object.fromEntries(settings)).slice(1)}`,
  };
}
