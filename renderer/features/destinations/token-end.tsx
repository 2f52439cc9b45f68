import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";

/** When the token of a destination ends, where anybody says so. It is neither a link's end nor a file's. */
export function TokenEnd({ destinationId }: { readonly destinationId: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const endsAt = useStore(
    useStores().overview,
    (state) => state.signIns.find((signIn) => signIn.destinationId === destinationId)?.tokenExpiresAt ?? null,
  );
  const nowMs = useNow(endsAt !== null);
  if (endsAt === null) return null;
  const remainingMs = Date.parse(endsAt) - nowMs;
  return (
    <p
      className={remainingMs > 0 ? "card__note" : "card__note card__note--ended"}
      title={formats.fullMoment(endsAt)}
      data-testid="token-end"
    >
      {remainingMs > 0
        ? t("signIn.tokenEnds", { time: formats.duration(remainingMs) })
        : t("signIn.tokenEnded", { moment: formats.moment(endsAt, nowMs) })}
    </p>
  );
}
