import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination } from "../../../electron/shared/destination";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { Select } from "../../ui/select";
import { Sheet } from "../../ui/sheet";
import { useFormats } from "../../ui/use-formats";
import { useSentence } from "../../ui/use-sentence";

/** What becomes of uploads that are not finished. */
const cancelAll = "cancel";

/** Asks before a destination is removed; where uploads are under way to it, also what becomes of them. */
export function RemoveQuestion(props: { readonly destination: Destination; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { destination } = props;
  const unfinished = useUnfinished(destination.id);
  const { fate, setFate, choices, problem, remove, isBusy } = useRemoval(props);
  const formats = useFormats();
  const say = useSentence();
  if (unfinished === null) return null;
  return (
    <Sheet
      title={t("destinations.removeTitle", { name: destination.name })}
      onClose={props.onClose}
      isQuestion
      testId="remove-question"
    >
      <div className="sheet__body">
        <p className="sheet__text">{t("destinations.removeText")}</p>
        {unfinished === 0 ? null : (
          <Select
            label={t("destinations.unfinished", { count: unfinished, number: formats.count(unfinished) })}
            choices={choices}
            selectedId={fate}
            onSelect={setFate}
            error={problem === null ? null : say(problem)}
            testId="unfinished-fate"
          />
        )}
        {unfinished === 0 && problem !== null ? <p className="field__error">{say(problem)}</p> : null}
      </div>
      <footer className="sheet__footer">
        <Button onPress={props.onClose}>{t("common.cancel")}</Button>
        <Button tone="danger" testId="confirm" isPending={isBusy} onPress={() => void remove(unfinished > 0)}>
          {t("destinations.remove")}
        </Button>
      </footer>
    </Sheet>
  );
}

/** How many uploads are not finished; null until that is known. */
function useUnfinished(destinationId: string): number | null {
  const { bridge } = useSurroundings();
  const [unfinished, setUnfinished] = useState<number | null>(null);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      try {
        setUnfinished(await bridge.request("destinations:unfinished", { id: destinationId }));
      } catch {
        // The removal itself says what is wrong.
        setUnfinished(0);
      }
    };
    void ask();
  }, [bridge, destinationId]);
  return unfinished;
}

function useRemoval(props: { readonly destination: Destination; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { bridge, stores } = useSurroundings();
  const { id } = props.destination;
  const others = useStore(stores.overview, (state) => state.destinations).filter((other) => other.id !== id);
  const [fate, setFate] = useState(cancelAll);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const choices = [
    { id: cancelAll, label: t("destinations.cancelUnfinished") },
    ...others.map((other) => ({ id: other.id, label: t("destinations.moveTo", { name: other.name }) })),
  ];
  /** Answers what stands in the way, or null. */
  const clear = async (): Promise<string | null> => {
    if (fate === cancelAll) {
      await bridge.request("uploads:act", { ids: { destinationId: id }, action: "cancel" });
      return null;
    }
    const moved = await bridge.request("uploads:reassign", {
      ids: { destinationId: id },
      destinationId: fate,
    });
    if (!moved.ok) return `${moved.error.message} ${moved.error.hint}`;
    const [refusal] = moved.refusals;
    return refusal === undefined ? null : `${refusal.error.message} ${refusal.error.hint}`;
  };
  const remove = async (hasUnfinished: boolean): Promise<void> => {
    setIsBusy(true);
    try {
      const obstacle = hasUnfinished ? await clear() : null;
      if (obstacle === null) await bridge.request("destinations:remove", { id });
      setProblem(obstacle);
      if (obstacle === null) props.onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setIsBusy(false);
  };
  return { fate, setFate, choices, problem, remove, isBusy };
}
