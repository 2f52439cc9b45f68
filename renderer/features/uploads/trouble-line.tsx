import type { ReactNode } from "react";
import type { UploadErrorData } from "../../../electron/shared/upload-error";
import { useSentence } from "../../ui/use-sentence";

/** What went wrong and what helps, below a row's first lines, with the actions that help. */
export function TroubleLine(props: {
  readonly error: UploadErrorData;
  readonly isQuiet: boolean;
  readonly children?: ReactNode;
}) {
  const say = useSentence();
  return (
    <div className={props.isQuiet ? "trouble trouble--quiet" : "trouble"}>
      <p className="trouble__words" data-testid="row-error" data-code={props.error.code}>
        <span className="trouble__message">{say(props.error.message)}</span>{" "}
        <span className="trouble__hint">{say(props.error.hint)}</span>
      </p>
      {props.children}
    </div>
  );
}
