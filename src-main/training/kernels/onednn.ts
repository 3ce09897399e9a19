/**
 * The oneDNN forms of operations, which TensorFlow puts into its compiled graphs and not into calls by name: a convolution
 * that adds its bias on the way out, and pooling that remembers where its maxima were (its gradient takes a fiftieth of the
 * time of the ordinary one, which looks for them again).
 *
 * They are in the library's builds for x86 Linux and not in all others, and bear the kernel label by which TensorFlow's own
 * graph rewriting picks them. So they are tried once on small tensors, and used only where they give what the ordinary
 * operations give.
 */
import type { MaxPoolForward, Tensor, TensorFlow } from './kernels'
import type { NativeOperations } from './native-operations'

export type OneDnn = {
  convolutionWithBias(input: Tensor, filter: Tensor, bias: Tensor): Tensor
  maxPool(input: Tensor, size: number): MaxPoolForward
  maxPoolGradient(gradient: Tensor, input: Tensor, forward: MaxPoolForward, size: number): Tensor
}

/** @returns null where the library has no such operations or they do not agree with the ordinary ones. */
export function findOneDnn(tf: TensorFlow, operations: NativeOperations): OneDnn | null {
  if (process.env.TF_ENABLE_ONEDNN_OPTS === '0') return null
  const forms = createOneDnn(operations)
  try {
    return tf.tidy(() => agrees(tf, operations, forms)) ? forms : null
  } catch {
    // "Op type not registered" is this library's way to say that it was built without oneDNN.
    return null
  }
}

function createOneDnn({ one, many, attribute, convolution, pooling }: NativeOperations): OneDnn {
  const label = attribute('_kernel', 'TF_ATTR_STRING', 'MklNameChangeOp')
  const workspace = attribute('workspace_enabled', 'TF_ATTR_BOOL', true)
  const convolutionWithBias = [...convolution, label]
  const rememberingPooling = (size: number) => [...pooling(size), workspace, label]
  return {
    convolutionWithBias: (input, filter, bias) =>
      one('_MklNativeConv2DWithBias', convolutionWithBias, [input, filter, bias]),
    maxPool(input, size) {
      const [output, places] = many('_MklNativeMaxPool', rememberingPooling(size), [input], 2)
      if (!output || !places) throw new Error('_MklNativeMaxPool gave too few outputs')
      return { output, places }
    },
    maxPoolGradient(gradient, input, { output, places }, size) {
      if (!places) throw new Error('Pooling kept nothing to go back by')
      return one('_MklNativeMaxPoolGrad', rememberingPooling(size), [input, output, gradient, places])
    },
  }
}

/** With equal values in a window too: the first of them has to get the gradient, as in the ordinary operation. */
function agrees(tf: TensorFlow, operations: NativeOperations, forms: OneDnn): boolean {
  const { one, T, dataFormat, convolution, pooling } = operations
  const input = tf.tensor4d(
    Array.from({ length: 256 }, (_, index) => Math.max(0, Math.sin(index * 1.7))),
    [1, 4, 4, 16],
  )
  const filter = tf.tensor4d(
    Array.from({ length: 2304 }, (_, index) => Math.cos(index)),
    [3, 3, 16, 16],
  )
  const bias = tf.linspace(-1, 1, 16)
  const gradient = tf.reshape(tf.linspace(1, 2, 64), [1, 2, 2, 16])
  const forward = forms.maxPool(input, 2)
  const output = one('MaxPool', pooling(2), [input])
  const largestDifference = (left: Tensor, right: Tensor) => tf.max(tf.abs(tf.sub(left, right))).dataSync()[0] ?? 1
  return (
    largestDifference(forward.output, output) === 0 &&
    largestDifference(
      forms.maxPoolGradient(gradient, input, forward, 2),
      one('MaxPoolGrad', pooling(2), [input, output, gradient]),
    ) === 0 &&
    largestDifference(
      forms.convolutionWithBias(input, filter, bias),
      one('BiasAdd', [T, dataFormat], [one('Conv2D', convolution, [input, filter]), bias]),
    ) < 1e-4
  )
}
