import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Destination, DestinationTest } from "../../../electron/shared/destination";
import type { ServiceInfo } from "../../../electron/shared/service";
import { draftOf, type FormValues, formValues, missingKeys } from "../../fields/destination-draft";
import { sentenceOf } from "../../stores/commands";
import { destinationNow } from "../../stores/current-destination";
import type { Stores } from "../../stores/stores";
import type { Suggestion } from "../../stores/view-store";
import { useSurroundings } from "../../stores-context";
import { useSentence } from "../../ui/use-sentence";

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
  /** Takes over what was typed into the field of this key. */
  change(values: FormValues, key: string): void;
  /** Looks at a field that was left: what is wrong with its value is said at once, not only when all is done. */
  check(key: string): void;
  /** What is wrong with a field, or null. */
  errorOf(key: string): string | null;
  save(): Promise<boolean>;
  test(): Promise<void>;
}

function verdictOfTest(test: DestinationTest): Verdict {
  return { ok: test.ok, field: test.field, words: [test.message, test.hint ?? ""].join(" ").trim() };
}

/** Puts labels where a sentence has keys in quotes: on the command line people know the keys, in a form the labels. */
function withLabels(words: string, service: ServiceInfo): string {
  return [...service.destinationFields, ...service.uploadFields].reduce(
    (text, { key, label }) => text.replaceAll(`"${key}"`, `“${label}”`).replaceAll(`“${key}”`, `“${label}”`),
    words,
  );
}

/** The first real destination is where files go from now on, without a further word. */
function goOnFromPractice(stores: Stores, newId: string): void {
  if (destinationNow(stores)?.practice !== false) void stores.settings.sendTo(newId);
}

/** What is wrong with the values of fields that were left, as far as each can be judged alone. */
function useFieldProblems(service: ServiceInfo, values: FormValues) {
  const { bridge } = useSurroundings();
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const latest = useRef(values);
  latest.current = values;
  const check = async (key: string): Promise<void> => {
    const { settings } = draftOf(values, service, null);
    try {
      const found = await bridge.request("destinations:check", { service: service.id, settings });
      const words = found[key];
      // What was typed meanwhile is looked at when it is left.
      if (words === undefined || latest.current.settings[key] !== values.settings[key]) return;
      setProblems((before) => ({ ...before, [key]: words }));
    } catch {
      // Save and test say what is wrong; this is only sooner.
    }
  };
  const forget = (key: string): void =>
    setProblems(({ [key]: _, ...others }: Readonly<Record<string, string>>) => others);
  return { problems, check, forget };
}

/** Holds what is typed, and brings what save and test answer to the fields they name. */
export function useDestinationForm(
  service: ServiceInfo,
  destination: Destination | null,
  focusKey: string | null,
  suggestion: Suggestion | undefined,
): DestinationFormState {
  const { t } = useTranslation();
  const say = useSentence();
  const { bridge, stores } = useSurroundings();
  const [values, setValues] = useState(() => formValues(destination, service, focusKey, suggestion));
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [complaints, setComplaints] = useState(0);
  const [busy, setBusy] = useState<"saving" | "testing" | null>(null);
  const fields = useFieldProblems(service, values);

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
  const spoken = (words: string): string => withLabels(say(words), service);

  return {
    values,
    verdict: verdict === null ? null : { ...verdict, words: spoken(verdict.words) },
    busy,
    complaints,
    change: (next, key) => {
      setValues(next);
      setMissing((before) => before.filter((other) => other !== key));
      setVerdict(null);
      fields.forget(key);
    },
    check: (key) => void fields.check(key),
    errorOf: (key) => {
      if (missing.includes(key)) return t("field.missing");
      if (verdict !== null && !verdict.ok && verdict.field === key) return spoken(verdict.words);
      const problem = fields.problems[key];
      return problem === undefined ? null : spoken(problem);
    },
    save: async () => {
      const draft = draftOf(values, service, destination);
      const answer = await attempt("saving", async () => {
        const result = await bridge.request("destinations:save", draft);
        if (result.ok) {
          if (destination === null) goOnFromPractice(stores, result.destination.id);
          return { ok: true, field: null, words: "" };
        }
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
