import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination, DestinationTest } from "../../../electron/shared/destination";
import { savedDraft } from "../../fields/destination-draft";
import { monogram } from "../../format/names";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { Question } from "../../ui/question";
import { FactsLine } from "./facts-line";
import { TokenEnd } from "./token-end";

/** One destination: what it is, whether it works, and what can be done with it. */
export function DestinationCard({ destination }: { readonly destination: Destination }) {
  const { t } = useTranslation();
  const { stores, bridge } = useSurroundings();
  const service = useStore(stores.overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  const [test, setTest] = useState<DestinationTest | "running" | null>(null);
  const runTest = async (): Promise<void> => {
    setTest("running");
    try {
      setTest(await bridge.request("destinations:test", savedDraft(destination)));
    } catch (error) {
      setTest({ ok: false, field: null, message: sentenceOf(error), hint: null });
    }
  };
  const edit = (focusKey: string | null) => () =>
    stores.view.setState({ form: { destinationId: destination.id, focusKey } });

  return (
    <li className="card" data-destination-id={destination.id} data-testid="destination-card">
      <div className="card__head">
        <span className="monogram" aria-hidden="true">
          {monogram(destination.name)}
        </span>
        <div className="card__names">
          <h2 className="card__name">
            <bdi>{destination.name}</bdi>
          </h2>
          <p className="card__service">
            {service?.label ?? destination.service}
            <Address destination={destination} />
          </p>
        </div>
      </div>
      {destination.practice ? <p className="card__note">{t("destinations.practiceNote")}</p> : null}
      {service === undefined ? null : <FactsLine service={service} />}
      <TokenEnd destinationId={destination.id} />
      <TestResult test={test} onEdit={edit} />
      <div className="card__actions">
        <Button
          isSmall
          onPress={() => void runTest()}
          isPending={test === "running"}
          testId="test-destination"
        >
          {t(test === "running" ? "destinations.testing" : "destinations.test")}
        </Button>
        {destination.practice ? null : (
          <Button isSmall onPress={edit(null)} testId="edit-destination">
            {t("destinations.edit")}
          </Button>
        )}
        <RemoveButton destination={destination} />
      </div>
    </li>
  );
}

function Address({ destination }: { readonly destination: Destination }) {
  const address = destination.settings["baseUrl"];
  if (address === undefined || destination.practice) return null;
  return <bdi className="card__address">{address.replace(/^https?:\/\//, "")}</bdi>;
}

function TestResult(props: {
  readonly test: DestinationTest | "running" | null;
  readonly onEdit: (focusKey: string | null) => () => void;
}) {
  const { t } = useTranslation();
  const { test } = props;
  if (test === null || test === "running") return <div role="status" />;
  const Icon = test.ok ? CircleCheck : CircleAlert;
  return (
    <div role="status" className={test.ok ? "verdict verdict--good" : "verdict verdict--trouble"}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <p data-testid="test-result" data-ok={test.ok}>
        {test.message} {test.hint}
      </p>
      {test.field === null ? null : (
        <Button isSmall onPress={props.onEdit(test.field)}>
          {t("destinations.correct")}
        </Button>
      )}
    </div>
  );
}

function RemoveButton({ destination }: { readonly destination: Destination }) {
  const { t } = useTranslation();
  const { stores, bridge } = useSurroundings();
  const [isAsking, setIsAsking] = useState(false);
  const remove = async (): Promise<void> => {
    try {
      await bridge.request("destinations:remove", { id: destination.id });
    } catch (error) {
      stores.notices.warn("notice.refused", { message: sentenceOf(error) });
    }
  };
  return (
    <>
      <Button isSmall tone="quiet" onPress={() => setIsAsking(true)} testId="remove-destination">
        {t("destinations.remove")}
      </Button>
      {isAsking ? (
        <Question
          title={t("destinations.removeTitle", { name: destination.name })}
          text={t("destinations.removeText")}
          confirmWords={t("destinations.remove")}
          onClose={() => setIsAsking(false)}
          onConfirm={() => void remove()}
        />
      ) : null}
    </>
  );
}
