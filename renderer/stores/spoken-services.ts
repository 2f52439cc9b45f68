import type { Say } from "../../electron/shared/sentences";
import type { Field, ServiceInfo } from "../../electron/shared/service";

function spokenField(field: Field, say: Say): Field {
  return {
    ...field,
    label: say(field.label),
    help: say(field.help),
    choices: field.choices.map((choice) => ({ ...choice, label: say(choice.label) })),
  };
}

/** The services with their labels and help in another language; their keys and values stay. */
export function spokenServices(services: readonly ServiceInfo[], say: Say): readonly ServiceInfo[] {
  return services.map((service) => ({
    ...service,
    label: say(service.label),
    summary: say(service.summary),
    destinationFields: service.destinationFields.map((field) => spokenField(field, say)),
    uploadFields: service.uploadFields.map((field) => spokenField(field, say)),
  }));
}
