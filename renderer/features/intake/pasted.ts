/** How much of a pasted text is shown before it is sent, characters. */
const excerptLength = 600;

/** Chromium's name for a picture that was copied as such, not as a file. */
const unnamedPicture = /^image\.(png|jpe?g|gif|webp|bmp|tiff?)$/i;

/** A name that sorts by time and that every system can store: `Pasted 2026-03-01 at 10.42.07`. */
function pastedName(now: Date, extension: string): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `Pasted ${day} at ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}.${extension}`;
}

/** Pasted files; pictures that have no name of their own get one. */
export function pastedFiles(files: readonly File[], now: Date): readonly File[] {
  return files.map((file) => {
    const extension = unnamedPicture.exec(file.name)?.[1];
    // A file of that name on the disk keeps it: only data has no time of change before now.
    if (extension === undefined || file.lastModified < now.getTime() - dataAgeMs) return file;
    return new File([file], pastedName(now, extension.toLowerCase()), { type: file.type });
  });
}

/** Data gets the time of the paste as its time of change; a moment may pass until it is looked at. */
const dataAgeMs = 2_000;

/** A pasted text as a file, with what is to be seen of it first; null where there is none. */
export function pastedText(text: string, now: Date): { files: readonly File[]; excerpt: string } | null {
  if (text.trim() === "") return null;
  const file = new File([text], pastedName(now, "txt"), { type: "text/plain" });
  const excerpt = text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text;
  return { files: [file], excerpt };
}
