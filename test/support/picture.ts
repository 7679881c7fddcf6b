/** Looks into a PNG as a person would: how large it is, and what is drawn in a part of it. */
import { createCanvas, loadImage } from "@napi-rs/canvas";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels in a part (as shares of the whole) that are not of the background. */
  inked(part: Part): number;
  /** Pixels of this colour. */
  coloured(colour: string, part?: Part): number;
}

export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const WHOLE: Part = { left: 0, top: 0, right: 1, bottom: 1 };

export async function pictureOf(png: Uint8Array): Promise<Picture> {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = (part: Part): Uint32Array => {
    const [x, y] = [Math.round(part.left * width), Math.round(part.top * height)];
    const { data } = context.getImageData(
      x,
      y,
      Math.round(part.right * width) - x,
      Math.round(part.bottom * height) - y,
    );
    return new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  };
  const [background] = pixels(WHOLE);
  return {
    width,
    height,
    inked: (part) => pixels(part).reduce((count, pixel) => count + (pixel === background ? 0 : 1), 0),
    coloured: (colour, part = WHOLE) =>
      pixels(part).reduce((count, pixel) => count + (pixel === valueOf(colour) ? 1 : 0), 0),
  };
}

/** Of #RRGGBB, as a canvas has it in memory. */
function valueOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
