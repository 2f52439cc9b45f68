import { foundPieces } from "../format/found-words";
import { splitName, visibleName } from "../format/names";

/** A file name that reads as it is: isolated from its surroundings, nothing in it hidden, its ending kept. */
export function FileName(props: {
  readonly name: string;
  readonly title?: string;
  /** A search whose words are marked. */
  readonly search?: string;
}) {
  const visible = visibleName(props.name);
  const { stem, extension } = splitName(visible);
  const search = props.search ?? "";
  return (
    <span className="file-name" title={props.title ?? visible}>
      <bdi className="file-name__stem">{search === "" ? stem : <Marked text={stem} search={search} />}</bdi>
      <bdi className="file-name__extension">
        {search === "" ? extension : <Marked text={extension} search={search} />}
      </bdi>
    </span>
  );
}

function Marked({ text, search }: { readonly text: string; readonly search: string }) {
  return foundPieces(text, search).map(({ text: piece, isFound }, place) =>
    isFound ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity.
      <mark key={place} className="file-name__found">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}
