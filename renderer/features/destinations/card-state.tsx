import { CircleCheck, Hourglass, KeyRound, TriangleAlert, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Destination, SignIn } from "../../../electron/shared/destination";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";
import { useSentence } from "../../ui/use-sentence";

/** Word, shape and tone of each state. */
const looks = {
  ready: { icon: CircleCheck, tone: "good" },
  auth: { icon: KeyRound, tone: "trouble" },
  "rate-limit": { icon: Hourglass, tone: "caution" },
  "back-off": { icon: Hourglass, tone: "caution" },
  offline: { icon: WifiOff, tone: "caution" },
} as const;

/** A token that ends within this time is worth a word of caution, milliseconds. */
const soonMs = 3 * 24 * 60 * 60 * 1000;

/** Whether a destination takes files now; if not, why and until when. And when its token ends. */
export function CardState(props: { readonly destination: Destination; readonly signIn: SignIn | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const say = useSentence();
  const refused = props.signIn?.refused ?? null;
  const held = props.signIn?.held ?? null;
  const endsAt = props.signIn?.tokenExpiresAt ?? null;
  const until = held?.until ?? null;
  const nowMs = useNow(until !== null || endsAt !== null);
  const kind = refused === null ? (held?.reason ?? "ready") : "auth";
  const { icon: Icon, tone } = looks[kind];
  return (
    <div className="card__state">
      <p className={`status status--${tone}`} data-testid="destination-state" data-state={kind}>
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>{t(`destinations.state.${kind}`)}</span>
        {until === null || until <= nowMs ? null : (
          <span className="status__countdown">{formats.countdown(until - nowMs)}</span>
        )}
      </p>
      {refused === null ? null : <p className="card__note">{say(refused.error.message)}</p>}
      {endsAt === null ? null : <TokenEnd endsAt={endsAt} nowMs={nowMs} />}
    </div>
  );
}

/** When the token of a destination ends, where anybody says so. It is neither a link's end nor a file's. */
function TokenEnd({ endsAt, nowMs }: { readonly endsAt: string; readonly nowMs: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const remainingMs = Date.parse(endsAt) - nowMs;
  const words =
    remainingMs > 0
      ? t("signIn.tokenEnds", { time: formats.duration(remainingMs) })
      : t("signIn.tokenEnded", { moment: formats.moment(endsAt, nowMs) });
  const isCaution = remainingMs < soonMs;
  return (
    <p
      className={isCaution ? "status status--caution" : "card__note"}
      title={formats.fullMoment(endsAt)}
      data-testid="token-end"
    >
      {isCaution ? <TriangleAlert size={16} strokeWidth={1.75} aria-hidden="true" /> : null}
      <span>{words}</span>
    </p>
  );
}
