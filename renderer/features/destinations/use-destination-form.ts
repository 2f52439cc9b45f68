import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Destination, DestinationTest } from "../../../electron/shared/destination";
import type { ServiceInfo } from "../../../electron/shared/service";
import { draftOf, type FormValues, formValues, missingKeys } from "../../fields/destination-draft";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";

/** What is said about the whole form or one of its fields. */
export interface Verdict {
  readonly ok: boolean;
  /** The key of the field it is about, or null for the form. */
  readonly field: string | null;
  readonly words: string;
}

/** The form of a destination as its parts see it. */
export interface DestinationFormState {
  readonly values: FormValues;
  readonly verdict: Verdict | null;
  readonly busy: "saving" | "testing" | null;
  /** Grows each time something was found wrong, to bring it into view. */
  readonly complaints: number;
  change(values: FormValues): void;
  /** What is wrong with a field, or null. */
  errorOf(key: string): string | null;
  save(): Promise<boolean>;
  test(): Promise<void>;
}

function verdictOfTest(test: DestinationTest): Verdict {
  return { ok: test.ok, field: test.field, words: [test.message, test.hint ?? ""].join(" ").trim() };
}

/** Holds what is typed, and brings what save and test answer to the fields they name. */
export function useDestinationForm(
  service: ServiceInfo,
  destination: Destination | null,
  focusKey: string | null,
): DestinationFormState {
  const { t } = useTranslation();
  const { bridge } = useSurroundings();
  const [values, setValues] = useState(() => formValues(destination, service, focusKey));
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [complaints, setComplaints] = useState(0);
  const [busy, setBusy] = useState<"saving" | "testing" | null>(null);

  /** Asks main unless something is plainly missing. */
  const attempt = async (
    kind: "saving" | "testing",
    ask: () => Promise<Verdict>,
  ): Promise<Verdict | null> => {
    const lacking = missingKeys(values, service, destination);
    setMissing(lacking);
    setVerdict(null);
    if (lacking.length > 0) {
      setComplaints((before) => before + 1);
      return null;
    }
    setBusy(kind);
    let answer: Verdict;
    try {
      answer = await ask();
    } catch (error) {
      answer = { ok: false, field: null, words: sentenceOf(error) };
    }
    setBusy(null);
    setVerdict(answer);
    if (!answer.ok) setComplaints((before) => before + 1);
    return answer;
  };

  return {
    values,
    verdict,
    busy,
    complaints,
    change: (next) => {
      setValues(next);
      setMissing([]);
      setVerdict(null);
    },
    errorOf: (key) => {
      if (missing.includes(key)) return t("field.missing");
      return verdict !== null && !verdict.ok && verdict.field === key ? verdict.words : null;
    },
    save: async () => {
      const draft = draftOf(values, service, destination);
      const answer = await attempt("saving", async () => {
        const result = await bridge.request("destinations:save", draft);
        if (result.ok) return { ok: true, field: null, words: "" };
        return { ok: false, field: result.field, words: `${result.error.message} ${result.error.hint}` };
      });
      return answer?.ok === true;
    },
    test: async () => {
      const draft = draftOf(values, service, destination);
      await attempt("testing", async () => verdictOfTest(await bridge.request("destinations:test", draft)));
    },
  };
}
