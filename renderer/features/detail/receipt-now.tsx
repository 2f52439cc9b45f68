import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadAction } from "../../../electron/shared/ipc";
import type { UploadView } from "../../../electron/shared/upload";
import { mainSecret } from "../../fields/field-rules";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useSentence } from "../../ui/use-sentence";
import { canBeTriedNow, helpfulActions } from "../queue/queue-actions";
import { QueueStatus } from "../queue/queue-status";
import { shownState } from "../queue/shown-state";
import { useChooseTarget } from "../queue/use-choose-target";

/** How an upload stands that is not finished: what goes on or is awaited, what went wrong, and what helps. */
export function ReceiptNow({ upload }: { readonly upload: UploadView }) {
  const say = useSentence();
  const { state } = upload;
  const error = "error" in state ? state.error : null;
  return (
    <div className={`standing standing--${state.kind}`} data-testid="receipt-now">
      <QueueStatus upload={upload} />
      {error === null ? null : (
        <p className="standing__error" data-testid="receipt-error" data-code={error.code}>
          <span>{say(error.message)}</span> <span className="standing__hint">{say(error.hint)}</span>
        </p>
      )}
      <NextSteps upload={upload} />
    </div>
  );
}

/** The actions that help here, the most likely one first. */
function NextSteps({ upload }: { readonly upload: UploadView }) {
  const { t } = useTranslation();
  const { commands, overview } = useStores();
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const { state } = upload;
  const act = (action: UploadAction) => () => void commands.act([upload.id], action);
  const target = useChooseTarget(upload);
  const helpful = helpfulActions(state, service);
  return (
    <div className="standing__actions">
      <DestinationButton upload={upload} isWanted={helpful.includes("open-destination")} />
      {helpful.map((action) =>
        action === "open-destination" ? null : (
          <Button
            key={action}
            isSmall
            onPress={action === "choose-target" ? target.choose : act(action)}
            testId={`receipt-${action}`}
          >
            {t(helpWords[action], { field: target.label })}
          </Button>
        ),
      )}
      {canBeTriedNow(shownState(upload)) ? (
        <Button isSmall onPress={act("retry")} testId="receipt-retry">
          {t("action.tryNow")}
        </Button>
      ) : null}
      {state.kind === "paused" ? (
        <Button isSmall onPress={act("resume")} testId="receipt-resume">
          {t("action.resume")}
        </Button>
      ) : null}
    </div>
  );
}

const helpWords = {
  "choose-target": "action.chooseTarget",
  check: "action.check",
  "resolve-resend": "action.resend",
  "resolve-arrived": "action.arrived",
  retry: "action.resend",
} as const;

/** Leads to the setting that an error is about: refused credentials to what must be replaced. */
function DestinationButton(props: { readonly upload: UploadView; readonly isWanted: boolean }) {
  const { upload } = props;
  const { t } = useTranslation();
  const say = useSentence();
  const { overview, view } = useStores();
  const destination = useStore(overview, (state) =>
    state.destinations.find((other) => other.id === upload.destinationId),
  );
  const service = useStore(overview, (state) => state.services.find((other) => other.id === upload.service));
  const { state } = upload;
  const error = "error" in state ? state.error : null;
  const isAboutSignIn = error?.code === "auth";
  if (!isAboutSignIn && !props.isWanted) return null;
  const secret =
    isAboutSignIn && destination !== undefined && !destination.practice
      ? mainSecret(service, destination)
      : null;
  const open = (): void => {
    if (destination === undefined) view.setState({ view: "destinations" });
    else view.setState({ form: { destinationId: destination.id, focusKey: secret?.key ?? null } });
  };
  return (
    <Button isSmall onPress={open} testId="receipt-help">
      {secret === null ? t("action.openDestination") : t("signIn.replace", { secret: say(secret.label) })}
    </Button>
  );
}
