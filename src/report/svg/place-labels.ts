import { fontSize, textRoom } from "./element.ts";

/** A rectangle in px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface WantedLabel {
  readonly text: string;
  /** The point that it names. */
  readonly x: number;
  readonly y: number;
  /** Where it stands by preference: left and above, or right and below. */
  readonly side: "left" | "right";
}

export interface PlacedLabel extends WantedLabel {
  readonly box: Box;
}

/** Whether two rectangles share any area. */
export function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Distances from the point at which a label is tried, in px, and directions, first for labels on the right. */
const distances = [8, 16, 28, 44];
const directions = [
  [1, 0],
  [1, 1],
  [0, 1],
  [1, -1],
  [-1, 1],
  [-1, 0],
  [0, -1],
  [-1, -1],
] as const;

/**
 * Puts labels beside their points, the first ones first, each at the nearest place inside of `area` that neither a label nor a box of
 * `taken` covers; those without such a place are left out.
 */
export function placeLabels(wanted: readonly WantedLabel[], taken: readonly Box[], area: Box): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const label of wanted) {
    const box = candidates(label).find(
      (each) =>
        isInside(each, area) &&
        !taken.some((other) => overlaps(each, other)) &&
        !placed.some((other) => overlaps(each, other.box)),
    );
    if (box !== undefined) placed.push({ ...label, box });
  }
  return placed;
}

function candidates({ text, x, y, side }: WantedLabel): readonly Box[] {
  const turn = side === "right" ? 1 : -1;
  const width = textRoom(text);
  const height = fontSize + 2;
  return distances.flatMap((distance) =>
    directions.map(([across, down]) => {
      const [dx, dy] = [turn * across, turn * down];
      const left = dx === 0 ? x - width / 2 : dx > 0 ? x + distance : x - distance - width;
      const top = dy === 0 ? y - height / 2 : dy > 0 ? y + distance / 2 : y - distance / 2 - height;
      return { left, top, right: left + width, bottom: top + height };
    }),
  );
}

function isInside(box: Box, area: Box): boolean {
  return box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;
}
