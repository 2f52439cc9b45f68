import { CircleCheck, CircleCheckBig, CircleDot, Hand, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Receipt, UploadView } from "../../../electron/shared/upload";
import { visibleName } from "../../format/names";
import { useFormats } from "../../ui/use-formats";
import { Hash, Stamp } from "./receipt-parts";

/** Here and there, side by side: size, hash and name as they were sent and as the server has them, and the verdict. */
export function ReceiptProof(props: { readonly upload: UploadView; readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { upload, receipt } = props;
  const bytes = (size: number) => formats.count(size);
  const { hash, size, storedName } = receipt;
  return (
    <>
      <table className="proof" data-testid="receipt-proof">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("receipt.here")}</th>
            <th scope="col">{t("receipt.there")}</th>
            <td className="proof__sign" />
          </tr>
        </thead>
        <tbody>
          <ProofRow
            name={t("receipt.bytes")}
            here={bytes(upload.size)}
            there={size === null ? null : bytes(size)}
            agrees={size === null ? null : size === upload.size}
          />
          {hash === null ? null : (
            <ProofRow
              name={hash.algorithm.toUpperCase()}
              here={<Hash hex={hash.local} />}
              there={hash.remote === null ? null : <Hash hex={hash.remote} />}
              agrees={hash.remote === null ? null : hash.remote.toLowerCase() === hash.local.toLowerCase()}
            />
          )}
        </tbody>
      </table>
      {storedName === null || storedName.normalize("NFC") === upload.name.normalize("NFC") ? null : (
        <p className="proof__stored" data-testid="receipt-stored-name">
          <span className="proof__stored-word">{t("row.storedAs")}</span> <bdi>{visibleName(storedName)}</bdi>
        </p>
      )}
      <Verdict receipt={receipt} />
    </>
  );
}

function ProofRow(props: {
  readonly name: string;
  readonly here: ReactNode;
  /** Null when the server does not say. */
  readonly there: ReactNode | null;
  /** Null when there is nothing to compare. */
  readonly agrees: boolean | null;
}) {
  const { t } = useTranslation();
  const sign = props.agrees === null ? null : props.agrees ? "same" : "different";
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td>{props.here}</td>
      <td>{props.there ?? <span className="proof__unsaid">{t("receipt.unsaid")}</span>}</td>
      <td className={`proof__sign proof__sign--${sign ?? "none"}`}>
        {sign === null ? null : (
          <>
            <span aria-hidden="true">{sign === "same" ? "=" : "≠"}</span>
            <span className="visually-hidden">{t(`receipt.${sign}`)}</span>
          </>
        )}
      </td>
    </tr>
  );
}

type Finding = Receipt["verified"] | "word";

const findings: Readonly<Record<Finding, { readonly icon: LucideIcon; readonly tone: "good" | "caution" }>> =
  {
    hash: { icon: CircleCheckBig, tone: "good" },
    size: { icon: CircleCheck, tone: "good" },
    none: { icon: CircleDot, tone: "caution" },
    word: { icon: Hand, tone: "caution" },
  };

/** A receipt without id and answer is the user's own word that the file arrived (engine/queue/actions). */
function findingOf(receipt: Receipt): Finding {
  if (receipt.verified !== "none") return receipt.verified;
  const isUsersWord = receipt.remoteId === null && receipt.rawReply === null && receipt.links.length === 0;
  return isUsersWord ? "word" : "none";
}

function Verdict({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const finding = findingOf(receipt);
  return (
    <Stamp
      {...findings[finding]}
      finding={finding}
      word={t(`receipt.verdict.${finding}`)}
      text={t(`receipt.verdictText.${finding}`)}
    />
  );
}
