/**
 * What Chart.js calls while it draws. For QuickChart these functions are sent as text, and it refuses loops: they know
 * nothing but their arguments. What they give is a value or a list: an object of that server's sandbox is none to Chart.js.
 */

/** One label of an axis, and the line of the grid that goes with it. */
export interface AxisMark {
  readonly value: number;
  readonly text?: string;
  readonly ink?: string;
  readonly weight?: "bold";
  /** Behind the text. */
  readonly fill?: string;
  readonly line?: string;
  readonly dash?: readonly number[];
}

interface Scale {
  readonly options: { readonly marks: readonly AxisMark[]; readonly extent: number };
  ticks: readonly AxisMark[];
  width: number;
  height: number;
  paddingLeft: number;
  paddingRight: number;
}
interface At {
  readonly tick?: AxisMark;
}

export function useMarks(scale: Scale): void {
  scale.ticks = scale.options.marks.map((mark) => ({ ...mark }));
}

export function fitWidth(scale: Scale): void {
  scale.width = scale.options.extent;
}

/** And no room at the sides for labels that stand out: there are none. */
export function fitHeight(scale: Scale): void {
  scale.height = scale.options.extent;
  scale.paddingLeft = 0;
  scale.paddingRight = 0;
}

export function textOf(_value: number, index: number, ticks: readonly AxisMark[]): string {
  return ticks[index]?.text ?? "";
}

export function inkOf({ tick }: At): string | undefined {
  return tick?.ink;
}

export function lineOf({ tick }: At): string {
  return tick?.line ?? "transparent";
}

export function dashOf({ tick }: At): readonly number[] {
  return tick?.dash ?? [];
}

export function hasFill({ tick }: At): boolean {
  return tick?.fill !== undefined;
}

export function fillOf({ tick }: At): string | undefined {
  return tick?.fill;
}

export function weightOf({ tick }: At): string {
  return tick?.weight ?? "normal";
}
