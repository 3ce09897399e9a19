/**
 * Convolutions of any stride, dilation and padding as TensorFlow's own operations. On a processor it has no gradients of dilated ones, and
 * depthwise it takes them for others: those are composed.
 *
 * It hands convolutions over to oneDNN but for the gradients of those with explicit padding. That of the filter is worth a copy of the images
 * with their zeros around them, without which it takes twice as long.
 */
import type { Geometry } from '../../recipes/geometry'
import type { Tensor, TensorFlow } from './kernels'
import type { Attribute, NativeOperations } from './native-operations'
import type { SlidingKernels } from './sliding'

type NativeSliding = SlidingKernels & {
  /** The filter's gradient without that copy. */
  readonly before3: Pick<SlidingKernels, 'slideFilterGradient'>
}

/** @param shapeTensor gives a shape as the int32 tensor that gradients take. @param hasOneDnn whether convolutions go to oneDNN at all */
export function createNativeSliding(
  tf: TensorFlow,
  { one, attribute, T, dataFormat }: NativeOperations,
  shapeTensor: (shape: readonly number[]) => Tensor,
  composed: SlidingKernels,
  hasOneDnn: boolean,
): NativeSliding {
  const made = new Map<string, readonly Attribute[]>()
  function attributesOf({ stride, dilation, padding }: Geometry): readonly Attribute[] {
    const key = [stride, dilation, padding].join()
    const known = made.get(key)
    if (known) return known
    const attributes = [
      T,
      attribute('strides', 'TF_ATTR_INT', [1, stride, stride, 1]),
      attribute('padding', 'TF_ATTR_STRING', padding === 0 ? 'VALID' : 'EXPLICIT'),
      attribute(
        'explicit_paddings',
        'TF_ATTR_INT',
        padding === 0 ? [] : [0, 0, padding, padding, padding, padding, 0, 0],
      ),
      dataFormat,
      attribute('dilations', 'TF_ATTR_INT', [1, dilation, dilation, 1]),
    ]
    made.set(key, attributes)
    return attributes
  }
  /** Images with as many zeros around them as windows reach. */
  function withZeros(images: Tensor, outputShape: readonly number[], kernelSize: number, geometry: Geometry): Tensor {
    const { stride, padding } = geometry
    const sides = [1, 2].map((axis): [number, number] => {
      const reached = ((outputShape[axis] ?? 1) - 1) * stride + kernelSize
      return [padding, Math.max(0, reached - padding - (images.shape[axis] ?? 1))]
    })
    return tf.pad(images, [[0, 0], ...sides, [0, 0]])
  }
  const isDilated = ({ dilation }: Geometry): boolean => dilation > 1
  const filterGradient: SlidingKernels['slideFilterGradient'] = (input, gradient, filterShape, geometry) =>
    isDilated(geometry)
      ? composed.slideFilterGradient(input, gradient, filterShape, geometry)
      : one('Conv2DBackpropFilter', attributesOf(geometry), [input, shapeTensor(filterShape), gradient])
  const paddedFilterGradient: SlidingKernels['slideFilterGradient'] = (input, gradient, filterShape, geometry) => {
    if (isDilated(geometry) || geometry.padding === 0) return filterGradient(input, gradient, filterShape, geometry)
    const padded = withZeros(input, gradient.shape, filterShape[0] ?? 1, geometry)
    const result = filterGradient(padded, gradient, filterShape, { ...geometry, padding: 0 })
    padded.dispose()
    return result
  }
  return {
    before3: { slideFilterGradient: filterGradient },
    slideFilterGradient: hasOneDnn ? paddedFilterGradient : filterGradient,
    resample: composed.resample,
    slide: (input, filter, geometry) => one('Conv2D', attributesOf(geometry), [input, filter]),
    slideInputGradient: (gradient, filter, inputShape, geometry) =>
      isDilated(geometry)
        ? composed.slideInputGradient(gradient, filter, inputShape, geometry)
        : one('Conv2DBackpropInput', attributesOf(geometry), [shapeTensor(inputShape), filter, gradient]),
    depthwise: (input, filter, geometry) => one('DepthwiseConv2dNative', attributesOf(geometry), [input, filter]),
    depthwiseInputGradient: (gradient, filter, inputShape, geometry) =>
      isDilated(geometry)
        ? composed.depthwiseInputGradient(gradient, filter, inputShape, geometry)
        : one('DepthwiseConv2dNativeBackpropInput', attributesOf(geometry), [
            shapeTensor(inputShape),
            filter,
            gradient,
          ]),
    depthwiseFilterGradient: (input, gradient, filterShape, geometry) =>
      isDilated(geometry)
        ? composed.depthwiseFilterGradient(input, gradient, filterShape, geometry)
        : one('DepthwiseConv2dNativeBackpropFilter', attributesOf(geometry), [
            input,
            shapeTensor(filterShape),
            gradient,
          ]),
  }
}
