import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Sheet } from "./sheet";

/** Asks before something that can't be taken back. */
export function Question(props: {
  readonly title: string;
  readonly text: string;
  readonly confirmWords: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Something that can be taken back is asked in a calmer colour. */
  readonly tone?: "danger" | "primary";
  readonly testId?: string;
}) {
  const { t } = useTranslation();
  return (
    <Sheet
      title={props.title}
      onClose={props.onClose}
      isQuestion
      {...(props.testId === undefined ? {} : { testId: props.testId })}
    >
      <p className="sheet__text">{props.text}</p>
      <footer className="sheet__footer">
        <Button onPress={props.onClose}>{t("common.cancel")}</Button>
        <Button
          tone={props.tone ?? "danger"}
          testId="confirm"
          onPress={() => {
            props.onClose();
            props.onConfirm();
          }}
        >
          {props.confirmWords}
        </Button>
      </footer>
    </Sheet>
  );
}
