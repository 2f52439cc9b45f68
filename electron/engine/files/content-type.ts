import mime from "mime";

/** What a file is called when its name says nothing; every service accepts it as "some bytes". */
const unknownContentType = "application/octet-stream";

/** The media type that a file's name suggests; the content is never looked at. */
export function contentTypeOf(name: string): string {
  return mime.getType(name) ?? unknownContentType;
}
