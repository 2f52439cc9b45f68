import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Destination, SignIn } from "../../../electron/shared/destination";
import { gapAfter } from "../../../electron/shared/sentences";
import { mainSecret } from "../../fields/field-rules";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { StandingNotice } from "../../ui/standing-notice";
import { useFormats } from "../../ui/use-formats";
import { useSentence } from "../../ui/use-sentence";
import "./sign-in-notices.css";

/** One prompt for each destination whose credentials were refused, above whatever room is in view. */
export function SignInNotices() {
  const { overview } = useStores();
  const signIns = useStore(overview, (state) => state.signIns);
  const destinations = useStore(overview, (state) => state.destinations);
  return (
    <div role="status" className="sign-in-notices">
      {signIns.map(({ destinationId, refused }) => {
        const destination = destinations.find((other) => other.id === destinationId);
        return refused === null || destination === undefined ? null : (
          <RefusedNotice key={destinationId} destination={destination} refused={refused} />
        );
      })}
    </div>
  );
}

function RefusedNotice(props: {
  readonly destination: Destination;
  readonly refused: NonNullable<SignIn["refused"]>;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const say = useSentence();
  const { overview, view } = useStores();
  const { destination, refused } = props;
  const service = useStore(overview, (state) =>
    state.services.find((other) => other.id === destination.service),
  );
  const secret = mainSecret(service, destination);
  const named = service?.destinationFields.find((field) => field.key === refused.field);
  const field = named ?? secret;
  const message = say(refused.error.message);
  const open = (): void =>
    view.setState({ form: { destinationId: destination.id, focusKey: field?.key ?? null } });
  return (
    <StandingNotice
      icon={KeyRound}
      title={t("signIn.refused", { name: destination.name })}
      text={
        <>
          {message}
          {gapAfter(message)}
          {refused.uploads === 0
            ? null
            : t("signIn.waiting", { count: refused.uploads, number: formats.count(refused.uploads) })}
        </>
      }
      action={
        <Button isSmall onPress={open} testId="replace-secret">
          {field === null || destination.practice
            ? t("action.openDestination")
            : t("signIn.replace", { secret: say(field.label) })}
        </Button>
      }
      data={{ "data-testid": "sign-in-notice", "data-destination-id": destination.id }}
    />
  );
}
