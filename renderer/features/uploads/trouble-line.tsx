import type { ReactNode } from "react";
import { gapAfter } from "../../../electron/shared/sentences";
import type { UploadErrorData } from "../../../electron/shared/upload-error";
import { useSentence } from "../../ui/use-sentence";

/** What went wrong and what helps, in one line; the whole of it shows under the pointer. */
export function ErrorWords(props: { readonly error: UploadErrorData; readonly isQuiet: boolean }) {
  const say = useSentence();
  const message = say(props.error.message);
  const hint = say(props.error.hint);
  return (
    <span
      className={props.isQuiet ? "error-words error-words--quiet" : "error-words"}
      title={`${message}\n${hint}`}
      data-testid="row-error"
      data-code={props.error.code}
    >
      <span className="error-words__message">{message}</span>
      {gapAfter(message)}
      <span className="error-words__hint">{hint}</span>
    </span>
  );
}

/** The strip below a row that stands still: what went wrong, what helps, and the actions that do. */
export function TroubleStrip(props: { readonly error: UploadErrorData; readonly children?: ReactNode }) {
  return (
    <div className="trouble">
      <ErrorWords error={props.error} isQuiet={false} />
      {props.children}
    </div>
  );
}
