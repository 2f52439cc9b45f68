import type { Capabilities } from "../../../electron/shared/service";

/** A fact about a service: the key of its words and the number in them, if any. */
export interface ServiceFact {
  readonly key: string;
  readonly bytes?: number;
  readonly algorithm?: string;
}

/** What a person choosing a service wants to know: how delivery is proved, how large, what the link is good for. */
export function serviceFacts(capabilities: Capabilities): readonly ServiceFact[] {
  const facts: ServiceFact[] = [];
  if (capabilities.hash !== null)
    facts.push({ key: "facts.hash", algorithm: capabilities.hash.toUpperCase() });
  else facts.push({ key: capabilities.reportsSize ? "facts.size" : "facts.unverified" });
  if (capabilities.maximumSize !== null)
    facts.push({ key: "facts.maximum", bytes: capabilities.maximumSize });
  facts.push({ key: `facts.link.${capabilities.link}` });
  return facts;
}
