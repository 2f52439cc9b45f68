/** The kinds of files that have an icon of their own. */
export type FileKind =
  | "archive"
  | "audio"
  | "code"
  | "document"
  | "file"
  | "image"
  | "presentation"
  | "spreadsheet"
  | "video";

const rules: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, "image"],
  [/^video\//, "video"],
  [/^audio\//, "audio"],
  [/spreadsheet|excel|csv/, "spreadsheet"],
  [/presentation|powerpoint/, "presentation"],
  [/zip|gzip|x-tar|7z|rar|compressed|bzip|java-archive/, "archive"],
  // Before the rule for code: Office's types contain "openxml".
  [/wordprocessing|opendocument[.]text|msword|pdf|rtf|epub/, "document"],
  [/json|xml|javascript|typescript|html|css|x-sh|yaml|x-python/, "code"],
  [/^text\//, "document"],
];

/** The kind of a file by its content type. */
export function fileKind(contentType: string): FileKind {
  return rules.find(([pattern]) => pattern.test(contentType))?.[1] ?? "file";
}
