import { type MouseEvent, useState } from "react";
import type { UploadView } from "../../../electron/shared/upload";
import { Button } from "../../ui/button";
import { PointMenu } from "../../ui/point-menu";
import { below } from "../../ui/point-of";
import type { Point } from "../uploads/list-props";
import { type Help, useHelp } from "./use-help";

/** The buttons that answer what went wrong with an upload, in its row and in its receipt. */
export function HelpButtons(props: {
  readonly upload: UploadView;
  readonly place: "action" | "receipt";
  readonly tabIndex?: 0 | -1;
}) {
  const { upload, place, tabIndex = 0 } = props;
  return useHelp(upload).map((help) => (
    <HelpButton
      key={help.action}
      help={help}
      title={upload.name}
      tabIndex={tabIndex}
      testId={`${place}-${help.action}`}
    />
  ));
}

function HelpButton(props: {
  readonly help: Help;
  readonly title: string;
  readonly tabIndex: 0 | -1;
  readonly testId: string;
}) {
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const { words, run, choices } = props.help;
  const onPress = (event: MouseEvent<HTMLButtonElement>): void => {
    if (choices === undefined) run?.();
    else setMenuAt(below(event.currentTarget));
  };
  return (
    <>
      <Button
        isSmall
        mayShorten
        tabIndex={props.tabIndex}
        testId={props.testId}
        hasMenu={choices !== undefined}
        onPress={onPress}
      >
        {words}
      </Button>
      {menuAt === null || choices === undefined ? null : (
        <PointMenu title={props.title} at={menuAt} entries={choices} onClose={() => setMenuAt(null)} />
      )}
    </>
  );
}
