/** One thing that keys do. `mod` stands for Ctrl, on a Mac for ⌘. */
export interface KeyLine {
  /** The key of its words in the locale, below `keys.`. */
  readonly name: string;
  /** Combinations that do the same; each a list of keys pressed together. */
  readonly combinations: readonly (readonly string[])[];
}

/** Where keys work. */
export interface KeyGroup {
  readonly name: "anywhere" | "lists";
  readonly lines: readonly KeyLine[];
}

/** Every key of the window, as the sheet behind `?` and the settings show them. */
export const keyGroups: readonly KeyGroup[] = [
  {
    name: "anywhere",
    lines: [
      { name: "queue", combinations: [["mod", "1"]] },
      { name: "history", combinations: [["mod", "2"]] },
      { name: "destinations", combinations: [["mod", "3"]] },
      {
        name: "settings",
        combinations: [
          ["mod", "4"],
          ["mod", ","],
        ],
      },
      { name: "search", combinations: [["mod", "F"]] },
      { name: "paste", combinations: [["mod", "V"]] },
      { name: "sheet", combinations: [["?"]] },
    ],
  },
  {
    name: "lists",
    lines: [
      { name: "walk", combinations: [["↑"], ["↓"]] },
      { name: "rowActions", combinations: [["→"]] },
      { name: "open", combinations: [["Enter"]] },
      { name: "preview", combinations: [["Space"]] },
      {
        name: "extend",
        combinations: [
          ["Shift", "↑"],
          ["Shift", "↓"],
        ],
      },
      { name: "selectAll", combinations: [["mod", "A"]] },
      { name: "copy", combinations: [["mod", "C"]] },
      { name: "menu", combinations: [["Shift", "F10"]] },
      {
        name: "move",
        combinations: [
          ["Alt", "↑"],
          ["Alt", "↓"],
        ],
      },
      { name: "remove", combinations: [["Delete"]] },
      { name: "undo", combinations: [["mod", "Z"]] },
      { name: "clear", combinations: [["Esc"]] },
    ],
  },
];
