/** Filters and feature maps of a layer as small pictures, each on its own scale. */
import type { LayerLook } from '@contract/inside'
import type { Pixels } from './pixels'

export type LayerPicture = Pixels & {
  /** Least and greatest of what it shows; equal where all of it is the same. */
  readonly low: number
  readonly high: number
}

function ends(values: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? { low: Number.NaN, high: Number.NaN } : { low, high }
}

function draw(width: number, height: number, colourAt: (pixel: number) => readonly [number, number, number]): Pixels {
  const bytes = new Uint8ClampedArray(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    bytes.set(colourAt(pixel), pixel * 4)
    bytes[pixel * 4 + 3] = 255
  }
  return { width, height, bytes }
}

/**
 * From the least value, black, to the greatest, white; all black where it is the same everywhere.
 * @param width of a vector's picture, whose values are put into rows
 */
export function mapPictures({ height, width, values }: LayerLook['maps'], rowWidth = width): LayerPicture[] {
  const size = height * width
  const drawnHeight = height === 1 ? Math.ceil(width / rowWidth) : height
  return Array.from({ length: values.length / size }, (_, index) => {
    const map = values.subarray(index * size, (index + 1) * size)
    const { low, high } = ends(map)
    const grey = (pixel: number): readonly [number, number, number] => {
      const value = map[pixel]
      const shade = value === undefined || !(high > low) ? 0 : ((value - low) / (high - low)) * 255
      return [shade, shade, shade]
    }
    return { ...draw(height === 1 ? rowWidth : width, drawnHeight, grey), low, high }
  })
}

/** Middle grey is 0, and the weight that is furthest from it black or white. */
export function filterPictures({ height, width, values, channels }: NonNullable<LayerLook['filters']>): LayerPicture[] {
  const size = height * width * channels
  return Array.from({ length: values.length / size }, (_, index) => {
    const filter = values.subarray(index * size, (index + 1) * size)
    const { low, high } = ends(filter)
    const most = Math.max(Math.abs(low), Math.abs(high))
    const shadeOf = (at: number) => (most > 0 ? 127.5 + ((filter[at] ?? 0) / most) * 127.5 : 127.5)
    const colour = (pixel: number): readonly [number, number, number] =>
      channels === 3
        ? [shadeOf(pixel * 3), shadeOf(pixel * 3 + 1), shadeOf(pixel * 3 + 2)]
        : [shadeOf(pixel), shadeOf(pixel), shadeOf(pixel)]
    return { ...draw(width, height, colour), low, high }
  })
}

/** How wide the rows of a vector are drawn: as the picture that it is, or near a square. @param target width and height of the network's target */
export function vectorWidth(units: number, [height, width, channels]: readonly [number, number, number]): number {
  if (channels === 1 && height * width === units && height > 1) return width
  return units <= 16 ? units : Math.ceil(Math.sqrt(units))
}
