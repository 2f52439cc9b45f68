import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination, DestinationTest } from "../../../electron/shared/destination";
import { savedDraft } from "../../fields/destination-draft";
import { mainSecret } from "../../fields/field-rules";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { DestinationMark } from "../../ui/destination-mark";
import { useSentence } from "../../ui/use-sentence";
import { CardMenu } from "./card-menu";
import { CardState } from "./card-state";
import { FactsLine } from "./facts-line";
import { RemoveQuestion } from "./remove-question";

/** What a card is given besides its destination. */
interface CardProps {
  readonly destination: Destination;
  readonly isCurrent: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** One destination: what it is, whether it works, and what can be done with it. */
export function DestinationCard(props: CardProps) {
  const { t } = useTranslation();
  const { destination } = props;
  const { overview, view } = useSurroundings().stores;
  const service = useStore(overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  const signIn = useStore(overview, (state) =>
    state.signIns.find((other) => other.destinationId === destination.id),
  );
  const { test, runTest } = useTest(destination);
  const [isAsking, setIsAsking] = useState(false);
  const edit = (focusKey: string | null) => () =>
    view.setState({ form: { destinationId: destination.id, focusKey } });
  const secret = mainSecret(service, destination);
  return (
    <li className="card" data-destination-id={destination.id} data-testid="destination-card">
      <CardHead {...props} serviceLabel={service?.label ?? destination.service}>
        <CardMenu {...props} onRemove={() => setIsAsking(true)} />
      </CardHead>
      <CardState destination={destination} signIn={signIn} />
      {destination.practice ? <p className="card__note">{t("destinations.practiceNote")}</p> : null}
      {service === undefined ? null : <FactsLine service={service} />}
      <TestResult test={test} onEdit={destination.practice ? null : edit} />
      <div className="card__actions">
        {signIn?.refused == null || secret === null ? null : (
          <Button isSmall tone="primary" onPress={edit(signIn.refused.field ?? secret.key)}>
            {t("signIn.replace", { secret: secret.label })}
          </Button>
        )}
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
      </div>
      {isAsking ? <RemoveQuestion destination={destination} onClose={() => setIsAsking(false)} /> : null}
    </li>
  );
}

function CardHead(props: CardProps & { readonly serviceLabel: string; readonly children: React.ReactNode }) {
  const { t } = useTranslation();
  const { destination } = props;
  const address = destination.practice ? undefined : destination.settings["baseUrl"];
  return (
    <div className="card__head">
      <DestinationMark name={destination.name} appearance={destination.appearance} />
      <div className="card__names">
        <div className="card__title">
          <h2 className="card__name" title={destination.name}>
            <bdi>{destination.name}</bdi>
          </h2>
          {props.isCurrent ? (
            <span className="badge" data-testid="current-badge">
              {t("destinations.current")}
            </span>
          ) : null}
        </div>
        <p className="card__service">
          <span>{props.serviceLabel}</span>
          {address === undefined ? null : (
            <bdi className="card__address" title={address}>
              {address.replace(/^https?:\/\//, "")}
            </bdi>
          )}
        </p>
      </div>
      {props.children}
    </div>
  );
}

type TestState = DestinationTest | "running" | null;

function useTest(destination: Destination): { readonly test: TestState; runTest(): Promise<void> } {
  const { bridge } = useSurroundings();
  const [test, setTest] = useState<TestState>(null);
  const runTest = async (): Promise<void> => {
    setTest("running");
    try {
      setTest(await bridge.request("destinations:test", savedDraft(destination)));
    } catch (error) {
      setTest({ ok: false, field: null, message: sentenceOf(error), hint: null });
    }
  };
  return { test, runTest };
}

function TestResult(props: {
  readonly test: TestState;
  /** Null where there is nothing to correct. */
  readonly onEdit: ((focusKey: string | null) => () => void) | null;
}) {
  const { t } = useTranslation();
  const say = useSentence();
  const { test } = props;
  if (test === null || test === "running") return <div role="status" />;
  const Icon = test.ok ? CircleCheck : CircleAlert;
  const canCorrect = test.field !== null && props.onEdit !== null;
  return (
    <div role="status" className={test.ok ? "verdict verdict--good" : "verdict verdict--trouble"}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <p data-testid="test-result" data-ok={test.ok} data-field={test.field ?? ""}>
        {say(`${test.message} ${test.hint ?? ""}`.trim())}
      </p>
      {canCorrect ? (
        <Button isSmall onPress={props.onEdit?.(test.field) ?? (() => {})} testId="correct-destination">
          {t("destinations.correct")}
        </Button>
      ) : null}
    </div>
  );
}
