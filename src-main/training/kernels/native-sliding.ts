/**
 * Convolutions of any stride, dilation and padding as TensorFlow's own operations. On a processor it has no gradients of dilated ones, and
 * depthwise it takes them for others: those are composed.
 */
import type { Geometry } from '../../recipes/geometry'
import type { Tensor } from './kernels'
import type { Attribute, NativeOperations } from './native-operations'
import type { SlidingKernels } from './sliding'

/** @param shapeTensor gives a shape as the int32 tensor that gradients take. */
export function createNativeSliding(
  { one, attribute, T, dataFormat }: NativeOperations,
  shapeTensor: (shape: readonly number[]) => Tensor,
  composed: SlidingKernels,
): SlidingKernels {
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
  const isDilated = ({ dilation }: Geometry): boolean => dilation > 1
  return {
    resample: composed.resample,
    slide: (input, filter, geometry) => one('Conv2D', attributesOf(geometry), [input, filter]),
    slideInputGradient: (gradient, filter, inputShape, geometry) =>
      isDilated(geometry)
        ? composed.slideInputGradient(gradient, filter, inputShape, geometry)
        : one('Conv2DBackpropInput', attributesOf(geometry), [shapeTensor(inputShape), filter, gradient]),
    slideFilterGradient: (input, gradient, filterShape, geometry) =>
      isDilated(geometry)
        ? composed.slideFilterGradient(input, gradient, filterShape, geometry)
        : one('Conv2DBackpropFilter', attributesOf(geometry), [input, shapeTensor(filterShape), gradient]),
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
