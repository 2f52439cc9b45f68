import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Destination } from "../../../electron/shared/destination";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";
import { useSentence } from "../../ui/use-sentence";

/** Asks before a destination is removed. */
export function RemoveQuestion(props: { readonly destination: Destination; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { destination } = props;
  const { problem, remove, isBusy } = useRemoval(props);
  const say = useSentence();
  return (
    <Sheet
      title={t("destinations.removeTitle", { name: destination.name })}
      onClose={props.onClose}
      isQuestion
      testId="remove-question"
    >
      <div className="sheet__body">
        <p className="sheet__text">{t("destinations.removeText")}</p>
        {problem === null ? null : <p className="field__error">{say(problem)}</p>}
      </div>
      <footer className="sheet__footer">
        <Button onPress={props.onClose}>{t("common.cancel")}</Button>
        <Button tone="danger" testId="confirm" isPending={isBusy} onPress={() => void remove()}>
          {t("destinations.remove")}
        </Button>
      </footer>
    </Sheet>
  );
}

function useRemoval(props: { readonly destination: Destination; readonly onClose: () => void }) {
  const { bridge } = useSurroundings();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setIsBusy(true);
    try {
      await bridge.request("destinations:remove", { id: props.destination.id });
      props.onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setIsBusy(false);
  };
  return { problem, remove, isBusy };
}
