import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as dbus from "@homebridge/dbus-native";
import { Launcher, launcherName } from "./launcher";
import { PowerManager, powerManagerName } from "./power-manager";

/** A session bus of its own, with the desktop's part of tray and notifications played by the test. */
export interface SessionBus {
  /** What an app needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tray: TrayHost;
  readonly notifications: NotificationServer;
  readonly power: PowerManager;
  readonly launcher: Launcher;
  stop(): Promise<void>;
}

/** One item of a menu, as the tray's host sees it. */
export interface MenuItem {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly children: readonly MenuItem[];
}

/** A notification that an app has shown. */
export interface ShownNotification {
  readonly id: number;
  readonly summary: string;
  readonly body: string;
  /** Names and labels in turns, as the specification has them. */
  readonly actions: readonly string[];
  /** Width and height of the picture that came along, or null. */
  readonly picture: { readonly width: number; readonly height: number } | null;
}

type Bus = dbus.AnsweringBus;
/** The value of a D-Bus variant: its signature, then the value in a list. */
type Variant = readonly [unknown, readonly unknown[]];
type Dictionary = readonly (readonly [string, Variant])[];
type Layout = readonly [number, Dictionary, readonly Variant[]];

const watcher = "org.kde.StatusNotifierWatcher";
const watcherPath = "/StatusNotifierWatcher";
const notifier = "org.freedesktop.Notifications";
const notifierPath = "/org/freedesktop/Notifications";
const properties = "org.freedesktop.DBus.Properties";

function call(
  bus: Bus,
  message: {
    destination: string;
    path: string;
    interface: string;
    member: string;
    signature?: string;
    body?: unknown[];
  },
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    bus.invoke(message, (error: unknown, ...results: unknown[]) => {
      if (error) reject(new Error(`${message.member}: ${JSON.stringify(error)}`));
      else resolve(results);
    });
  });
}

/** Plays the tray of a desktop: icons register here, and their menus are read and used over the bus. */
export class TrayHost {
  readonly #bus: Bus;
  readonly #items: string[] = [];

  constructor(bus: Bus) {
    this.#bus = bus;
    const desk = {
      IsStatusNotifierHostRegistered: true,
      ProtocolVersion: 0,
      RegisterStatusNotifierItem: (service: string) => {
        this.#items.push(service);
      },
    };
    bus.exportInterface(desk, watcherPath, {
      name: watcher,
      methods: { RegisterStatusNotifierItem: ["s", ""] },
      properties: { IsStatusNotifierHostRegistered: "b", ProtocolVersion: "i" },
    });
  }

  /** How many icons came so far. */
  get count(): number {
    return this.#items.length;
  }

  /** The menu of the icon that came last, as it is now. */
  async menu(): Promise<readonly MenuItem[]> {
    const request = { ...(await this.#menu()), member: "GetLayout", signature: "iias", body: [0, -1, []] };
    const [, layout] = await call(this.#bus, request);
    return itemOf(layout as Layout).children;
  }

  /** Chooses an item by the labels that lead to it; once more where the menu was built anew meanwhile. */
  async choose(...labels: readonly string[]): Promise<void> {
    await this.#choose(labels).catch(async (error: unknown) => {
      if (!String(error).includes("error occurred in Event")) throw error;
      await this.#choose(labels);
    });
  }

  async #choose(labels: readonly string[]): Promise<void> {
    let items = await this.menu();
    let id = 0;
    for (const label of labels) {
      const item = items.find((candidate) => candidate.label === label);
      if (item === undefined) {
        throw new Error(`No item "${label}" among: ${items.map((known) => known.label).join(", ")}`);
      }
      id = item.id;
      items = item.children;
    }
    const body = [id, "clicked", ["s", ""], Math.floor(Date.now() / 1000)];
    await call(this.#bus, { ...(await this.#menu()), member: "Event", signature: "isvu", body });
  }

  /** The title of the icon's tooltip. */
  async tooltip(): Promise<string> {
    const [, , title] = (await this.#property("ToolTip")) as [string, unknown, string, string];
    return title;
  }

  /** The icon's picture, so that a change can be seen. */
  async picture(): Promise<string> {
    return JSON.stringify(await this.#property("IconPixmap"));
  }

  async #menu() {
    const path = String(await this.#property("Menu"));
    return { destination: this.#name(), path, interface: "com.canonical.dbusmenu" };
  }

  async #property(name: string): Promise<unknown> {
    const [variant] = await call(this.#bus, {
      ...{ destination: this.#name(), path: "/StatusNotifierItem", interface: properties, member: "Get" },
      signature: "ss",
      body: ["org.kde.StatusNotifierItem", name],
    });
    return (variant as Variant)[1][0];
  }

  #name(): string {
    const name = this.#items.at(-1);
    if (name === undefined) throw new Error("No icon has come to the tray.");
    return name.split("/")[0] ?? name;
  }
}

/** Plays the notifications of a desktop. */
export class NotificationServer {
  readonly shown: ShownNotification[] = [];
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
    const notify = (
      _app: string,
      _replaces: number,
      _icon: string,
      summary: string,
      body: string,
      ...rest: unknown[]
    ) => {
      const id = this.shown.length + 1;
      const [actions, hints] = rest as [readonly string[], Dictionary];
      this.shown.push({ id, summary, body, actions, picture: pictureOf(hints) });
      return id;
    };
    const answers: Readonly<Record<string, readonly [(...args: never[]) => unknown, string]>> = {
      Notify: [notify, "u"],
      CloseNotification: [(id: number) => this.#close(id), ""],
      GetCapabilities: [() => ["actions", "body", "icon-static"], "as"],
      GetServerInformation: [() => ["Waybill's tests", "Waybill", "1", "1.2"], "ssss"],
    };
    for (const [member, answer] of Object.entries(answers)) {
      bus.setMethodCallHandler(notifierPath, notifier, member, answer);
    }
  }

  /** The user clicks on a notification. */
  click(id: number): void {
    this.#bus.sendSignal(notifierPath, notifier, "ActionInvoked", "us", [id, "default"]);
    this.#close(id);
  }

  #close(id: number): void {
    this.#bus.sendSignal(notifierPath, notifier, "NotificationClosed", "uu", [id, 2]);
  }
}

/** Starts a bus with notifications and, unless `tray` is false, a tray on it; other users are let in when it is open. */
export async function startSessionBus(options: {
  readonly tray: boolean;
  readonly isOpen?: boolean;
}): Promise<SessionBus> {
  const openBus = join(import.meta.dirname, "open-bus.conf");
  const kind = options.isOpen ? `--config-file=${openBus}` : "--session";
  const daemon = spawn("dbus-daemon", [kind, "--nofork", "--print-address"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [chunk] = await once(daemon.stdout, "data", { signal: AbortSignal.timeout(10_000) });
  const busAddress = String(chunk).trim();
  const bus = dbus.sessionBus({ busAddress });
  const tray = new TrayHost(bus);
  const notifications = new NotificationServer(bus);
  const power = new PowerManager(bus);
  const launcher = new Launcher(bus);
  for (const name of [notifier, powerManagerName, launcherName, ...(options.tray ? [watcher] : [])]) {
    await call(bus, {
      ...{
        destination: "org.freedesktop.DBus",
        path: "/org/freedesktop/DBus",
        interface: "org.freedesktop.DBus",
      },
      ...{ member: "RequestName", signature: "su", body: [name, 0] },
    });
  }
  return {
    environment: { DBUS_SESSION_BUS_ADDRESS: busAddress },
    tray,
    notifications,
    power,
    launcher,
    stop: async () => {
      bus.connection.end();
      await end(daemon);
    },
  };
}

/** Of the hint "image-data", or its older names: width, height, row length, alpha, bits, channels, bytes. */
function pictureOf(hints: Dictionary): ShownNotification["picture"] {
  const found = hints.find(([name]) => ["image-data", "image_data", "icon_data"].includes(name));
  if (found === undefined) return null;
  const [width, height] = found[1][1][0] as readonly [number, number];
  return { width, height };
}

function itemOf([id, properties, children]: Layout): MenuItem {
  const known = new Map(properties.map(([name, [, [value]]]) => [name, value]));
  return {
    id,
    label: String(known.get("label") ?? "").replaceAll("__", "_"),
    enabled: known.get("enabled") !== false,
    checked: known.get("toggle-state") === 1,
    children: children.map(([, [child]]) => itemOf(child as Layout)),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
