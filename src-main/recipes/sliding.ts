/** Settings that kinds of convolutions share, and the sides that come of them, as in torch. */
import { z } from 'zod'
import { sideAfter, type Geometry } from './geometry'
import { imageOf, showShape, type Misfit, type Shape } from './layer'
import { needsImages, setTo } from './mend'

/** 'same' puts half of a kernel's reach on every side, 'valid' nothing, a number as many pixels as it says. All are zeros. */
export type Padding = 'same' | 'valid' | number

/** As an architecture states them: what is not there has its default. */
export type SlidingInput = {
  readonly kernelSize: number
  readonly stride?: number
  readonly dilation?: number
  readonly padding?: Padding
}
export type SlidingSettings = {
  readonly kernelSize: number
  readonly stride: number
  readonly dilation: number
  readonly padding: Padding
}

const whole = (most: number) => z.int().min(1).max(most)
export const mostFilters = 8192
export const mostStride = 64

export const kernelSizeSetting = {
  schema: whole(63),
  label: 'Kernel size',
  help: 'Side of a filter.',
  start: () => 3,
} as const
export const strideSetting = {
  schema: whole(mostStride),
  label: 'Stride',
  help: 'How far a filter moves each time.',
  default: 1,
} as const
const dilationSetting = {
  schema: whole(64),
  label: 'Dilation',
  help: 'How far the values of a filter lie apart.',
  default: 1,
} as const
const paddingSchema: z.ZodType<Padding> = z.union([z.enum(['same', 'valid']), z.int().min(0).max(64)])
const paddingSetting: {
  readonly schema: z.ZodType<Padding>
  readonly label: string
  readonly help: string
  readonly default: Padding
} = {
  schema: paddingSchema,
  label: 'Padding',
  help: 'Zeros around the image: "same" keeps its sides at stride 1, "valid" adds none, a number that many on each side.',
  default: 'same',
}

/** In the order of their forms. */
export const slidingSettings = {
  kernelSize: kernelSizeSetting,
  stride: strideSetting,
  dilation: dilationSetting,
  padding: paddingSetting,
} as const

/** A new layer gives as many channels as it gets, and of a picture's few enough to see something. */
const usualFilters = (input: Shape): number => Math.min(mostFilters, Math.max(16, imageOf(input).channels))
/** Channels that a convolution gives. */
export const filtersSetting = {
  schema: whole(mostFilters),
  label: 'Filters',
  help: 'Channels that it gives.',
  start: usualFilters,
} as const

/** How far a kernel reaches over the image, less one. */
const reach = ({ kernelSize, dilation }: Pick<SlidingSettings, 'kernelSize' | 'dilation'>): number =>
  dilation * (kernelSize - 1)

export function geometryOf(settings: SlidingSettings): Geometry {
  const { stride, dilation, padding } = settings
  const pixels = padding === 'same' ? reach(settings) / 2 : padding === 'valid' ? 0 : padding
  return { stride, dilation, padding: pixels }
}

/** Sides of what a sliding window gives, or why it cannot. @param name of the layer, as a sentence begins with it */
export function slide(name: string, settings: SlidingSettings, input: Shape): readonly [number, number] | Misfit {
  const wrong = needsImages(name, input)
  if (wrong) return wrong
  const { kernelSize, padding } = settings
  if (padding === 'same' && reach(settings) % 2 === 1)
    return {
      message: `${name} with padding "same" needs an odd kernel, and its side is ${kernelSize}.`,
      ...setTo('kernelSize', kernelSize + 1),
    }
  const { height, width } = imageOf(input)
  const { padding: pixels } = geometryOf(settings)
  const least = Math.min(height, width) + 2 * pixels
  if (reach(settings) + 1 > least)
    return {
      message: `A kernel that reaches over ${reach(settings) + 1} pixels does not fit its input of ${showShape(input)}${pixels > 0 ? ` with ${pixels} pixels of padding` : ''}.`,
      ...(settings.dilation > 1
        ? setTo('dilation', 1)
        : setTo('kernelSize', least, `Set kernelSize to ${least} or less.`)),
    }
  const geometry = geometryOf(settings)
  return [sideAfter(height, kernelSize, geometry), sideAfter(width, kernelSize, geometry)]
}

export const isSlid = (found: readonly [number, number] | Misfit): found is readonly [number, number] =>
  !('message' in found)

/** For a diagram: "3 × 3", "3 × 3 / 2" with its stride, "3 × 3 · 2" with its dilation. */
export const kernelWords = ({ kernelSize, stride, dilation }: Omit<SlidingSettings, 'padding'>): string =>
  `${kernelSize} × ${kernelSize}${stride > 1 ? ` / ${stride}` : ''}${dilation > 1 ? ` · ${dilation}` : ''}`

/** Into how many groups channels can be divided evenly, at most: what is proposed in place of a number that does not divide them. */
export function mostGroups(channels: number, filters: number, most: number): number {
  for (let groups = most; groups > 1; groups -= 1) if (channels % groups === 0 && filters % groups === 0) return groups
  return 1
}
