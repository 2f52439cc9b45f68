import mime from "mime";

/** What a file is called when its name says nothing; every service accepts it as "some bytes". */
const unknownContentType = "application/octet-stream";

/** Types by ending: looking one up takes longer than storing a row, and a folder has few endings. */
const known = new Map<string, string>();
const maximumKnown = 1000;

/** The media type that a name's ending suggests; without an ending there is none. The content is never looked at. */
export function contentTypeOf(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot < 1) return unknownContentType;
  const ending = name.slice(dot + 1);
  const remembered = known.get(ending);
  if (remembered !== undefined) return remembered;
  const found = mime.getType(`.${ending}`) ?? unknownContentType;
  if (known.size < maximumKnown) known.set(ending, found);
  return found;
}
