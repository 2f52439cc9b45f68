import "@homebridge/dbus-native";

// The package's own types leave out what a program needs that answers on a bus.
declare module "@homebridge/dbus-native" {
  export interface AnsweringBus {
    readonly connection: {
      end(): void;
      on(
        event: "message",
        listener: (message: { readonly interface?: string; readonly body?: readonly unknown[] }) => void,
      ): void;
    };
    addMatch(rule: string, callback: (error: unknown) => void): void;
    invoke(message: object, callback: (error: unknown, ...results: unknown[]) => void): void;
    setMethodCallHandler(
      path: string,
      interfaceName: string,
      member: string,
      handler: readonly [(...args: never[]) => unknown, string],
    ): void;
    exportInterface(
      implementation: object,
      path: string,
      description: {
        readonly name: string;
        readonly methods: Readonly<Record<string, readonly [string, string]>>;
        readonly properties: Readonly<Record<string, string>>;
      },
    ): void;
    sendSignal(path: string, interfaceName: string, member: string, signature: string, body: unknown[]): void;
  }
  export function sessionBus(options: { readonly busAddress: string }): AnsweringBus;
}
