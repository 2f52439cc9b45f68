import { splitName, visibleName } from "../format/names";

/** A file name that reads as it is: isolated from its surroundings, nothing in it hidden, its ending kept. */
export function FileName({ name, title }: { readonly name: string; readonly title?: string }) {
  const visible = visibleName(name);
  const { stem, extension } = splitName(visible);
  return (
    <span className="file-name" title={title ?? visible}>
      <bdi className="file-name__stem">{stem}</bdi>
      <bdi className="file-name__extension">{extension}</bdi>
    </span>
  );
}
