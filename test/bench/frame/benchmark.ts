/** One line of the table of figures. */
export interface Figure {
  readonly work: string;
  /** What was measured of Waybill, with its unit and spread. */
  readonly ours: string;
  /** What was measured beside it in the same run, with its name; empty where nothing stands beside it. */
  readonly beside: string;
  /** Ours to the other, where there is another. */
  readonly ratio: string;
  /** What was to be reached, as a sentence of numbers; empty for a figure without a goal. */
  readonly goal: string;
  /** Null for a figure without a goal. */
  readonly reached: boolean | null;
  /** How long the event loop of the measured process stood still meanwhile; empty where there is none. */
  readonly loop: string;
}

/** How one thing grows with another, to be drawn. */
export interface Curve {
  /** Names its picture. */
  readonly name: string;
  readonly title: string;
  /** What the two axes count. */
  readonly across: string;
  readonly up: string;
  /** Whether both axes are logarithmic: a straight line is a power then. */
  readonly isLogarithmic: boolean;
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

/** What a benchmark measured, as it is kept beside the programs. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly isReduced: boolean;
  readonly figures: readonly Figure[];
  readonly curves: readonly Curve[];
  readonly notes: readonly string[];
}

/** What a benchmark works with. */
export interface Bench {
  /** Small enough for the checks, where only that it runs is of interest. */
  readonly isReduced: boolean;
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  /** The built programs that it may start, by name (`programs/`). */
  readonly programs: string;
  /** The project's folder. */
  readonly root: string;
  /** Words after the benchmark's name. */
  readonly words: readonly string[];
  /** A number for the full set and one for the reduced set. */
  size(full: number, reduced: number): number;
  figure(figure: Partial<Figure> & Pick<Figure, "work" | "ours">): void;
  curve(curve: Curve): void;
  /** Says something about how it was measured, in a sentence. */
  note(text: string): void;
}

/** Something that is measured. It prints figures and judges nothing: how fast this computer is today is nobody's fault. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** Whether it opens windows. The reduced set does without it where there is no display, the full set starts one. */
  readonly needsDisplay?: true;
  run(bench: Bench): Promise<void>;
}
