/** How a window slides over an image, in numbers alone, as backends take it. Padding is of zeros, as many pixels on every side. */
export type Geometry = { readonly stride: number; readonly dilation: number; readonly padding: number }

/** Outputs along a side. */
export const sideAfter = (side: number, kernelSize: number, { stride, dilation, padding }: Geometry): number =>
  Math.floor((side + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1
