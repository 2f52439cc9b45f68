import { useTranslation } from "react-i18next";
import type { UploadView } from "../../../electron/shared/upload";
import { mainSecret } from "../../fields/field-rules";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { useSentence } from "../../ui/use-sentence";
import { errorHelp } from "../queue/queue-actions";
import { QueueStatus } from "../queue/queue-status";

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
  const { commands } = useStores();
  const { kind } = upload.state;
  const act = (action: Parameters<typeof commands.act>[1]) => () => void commands.act([upload.id], action);
  return (
    <div className="standing__actions">
      <HelpButton upload={upload} />
      {kind === "unconfirmed" ? (
        <>
          <Button isSmall onPress={act("resolve-arrived")} testId="receipt-arrived">
            {t("action.arrived")}
          </Button>
          <Button isSmall onPress={act("resolve-resend")} testId="receipt-resend">
            {t("action.resend")}
          </Button>
        </>
      ) : null}
      {kind === "failed" || (kind === "waiting" && upload.state.reason === "back-off") ? (
        <Button isSmall onPress={act("retry")} testId="receipt-retry">
          {t("action.retry")}
        </Button>
      ) : null}
      {kind === "paused" ? (
        <Button isSmall onPress={act("resume")} testId="receipt-resume">
          {t("action.resume")}
        </Button>
      ) : null}
    </div>
  );
}

/** Leads to the setting that an error is about. */
function HelpButton({ upload }: { readonly upload: UploadView }) {
  const { t } = useTranslation();
  const { overview, view } = useStores();
  const help = errorHelp(upload.state);
  if (help === null) return null;
  const openDestination = (): void => {
    const { destinations, services } = overview.getState();
    const destination = destinations.find((other) => other.id === upload.destinationId);
    if (destination === undefined) {
      view.setState({ view: "destinations" });
      return;
    }
    const service = services.find((other) => other.id === destination.service);
    const secret = help === "replace-secret" ? mainSecret(service, destination) : null;
    view.setState({ form: { destinationId: destination.id, focusKey: secret?.key ?? null } });
  };
  return (
    <Button isSmall onPress={openDestination} testId="receipt-help">
      {t(help === "replace-secret" ? "action.replaceSecret" : "action.openDestination")}
    </Button>
  );
}
