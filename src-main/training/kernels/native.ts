/**
 * Kernels that call TensorFlow's own operations: fused batch norm and its gradient, the gradients of pooling and activations,
 * and optimizers on resource variables, which change in place. tfjs composes each of these from small operations that cost
 * five to twenty times as much.
 */
import type { ActivationKind } from '../../recipes/activation'
import { activations } from '../../recipes/registry/activations'
import type { AdamStep, Kernels, Parameter, Tensor, TensorFlow } from './kernels'
import { createNativeOperations, type NodeBackend } from './native-operations'
import { createNativeSliding } from './native-sliding'
import { findOneDnn } from './onednn'
import { createSlidingKernels } from './sliding'

/** Activations that TensorFlow has in one piece, and in which order its gradients take output and gradient; others are composed. */
const fusedActivations: Partial<
  Record<ActivationKind, { readonly forward: string; readonly backward: string; readonly takesOutputFirst: boolean }>
> = {
  relu: { forward: 'Relu', backward: 'ReluGrad', takesOutputFirst: false },
  elu: { forward: 'Elu', backward: 'EluGrad', takesOutputFirst: false },
  tanh: { forward: 'Tanh', backward: 'TanhGrad', takesOutputFirst: true },
  sigmoid: { forward: 'Sigmoid', backward: 'SigmoidGrad', takesOutputFirst: true },
}

const handles = new WeakMap<Parameter, Tensor>()

/** The resource of a parameter of native kernels. @throws Error for one of others */
export function handleOf(parameter: Parameter): Tensor {
  const handle = handles.get(parameter)
  if (!handle) throw new Error('The parameter belongs to another backend')
  return handle
}

export function createNativeKernels(tf: TensorFlow, backend: NodeBackend): Kernels {
  const operations = createNativeOperations(backend)
  const { one, many, run, attribute, float, T, dataFormat, convolution, pooling } = operations
  const oneDnn = findOneDnn(tf, operations)
  const dtype = attribute('dtype', 'TF_ATTR_TYPE', float)
  const normalization = (epsilon: number, isTraining: boolean) => [
    T,
    attribute('U', 'TF_ATTR_TYPE', float),
    attribute('epsilon', 'TF_ATTR_FLOAT', epsilon),
    dataFormat,
    attribute('is_training', 'TF_ATTR_BOOL', isTraining),
  ]
  const normalizationForward = (epsilon: number, isTraining: boolean) => [
    ...normalization(epsilon, isTraining),
    attribute('exponential_avg_factor', 'TF_ATTR_FLOAT', 1),
  ]
  const optimizer = (nesterov: boolean) => [
    T,
    attribute('use_locking', 'TF_ATTR_BOOL', false),
    attribute('use_nesterov', 'TF_ATTR_BOOL', nesterov),
  ]

  const shapes = new Map<string, Tensor>()
  /** A shape as the int32 tensor that gradients take, made once. */
  function shapeTensor(shape: readonly number[]): Tensor {
    const key = shape.join()
    const known = shapes.get(key)
    if (known) return known
    const made = tf.keep(tf.tensor1d([...shape], 'int32'))
    shapes.set(key, made)
    return made
  }
  const empty = tf.keep(tf.tensor1d([], 'float32'))
  const scalar = (value: number) => tf.scalar(value, 'float32')
  const adamScalars = createAdamScalars(tf)

  let variables = 0
  function createParameter(initial: Tensor): Parameter {
    const shape = [...initial.shape]
    const handle = tf.keep(
      one(
        'VarHandleOp',
        [
          attribute('container', 'TF_ATTR_STRING', ''),
          attribute('shared_name', 'TF_ATTR_STRING', `plateau-${process.pid}-${variables++}`),
          dtype,
          attribute('shape', 'TF_ATTR_SHAPE', shape),
        ],
        [],
      ),
    )
    const parameter: Parameter = {
      shape,
      read: () => one('ReadVariableOp', [dtype], [handle]),
      assign: (value) => run('AssignVariableOp', [dtype], [handle, value]),
      dispose() {
        run('DestroyResourceOp', [attribute('ignore_lookup_error', 'TF_ATTR_BOOL', true)], [handle])
        handle.dispose()
      },
    }
    handles.set(parameter, handle)
    parameter.assign(initial)
    return parameter
  }

  /** Batch norm takes images alone: a vector is one of a single pixel. */
  const asImages = (value: Tensor): Tensor =>
    value.rank === 4 ? value : tf.reshape(value, [-1, 1, 1, value.shape.at(-1) ?? 1])
  const asBefore = (value: Tensor, input: Tensor): Tensor => (input.rank === 4 ? value : tf.reshape(value, input.shape))
  const addBias = (input: Tensor, bias: Tensor) => one('BiasAdd', [T, dataFormat], [input, bias])

  return {
    ...createNativeSliding(tf, operations, shapeTensor, createSlidingKernels(tf), oneDnn !== null),
    createParameter,
    convolution: (input, filter, bias) =>
      oneDnn
        ? oneDnn.convolutionWithBias(input, filter, bias)
        : addBias(one('Conv2D', convolution, [input, filter]), bias),
    convolutionInputGradient: (gradient, filter, inputShape) =>
      one('Conv2DBackpropInput', convolution, [shapeTensor(inputShape), filter, gradient]),
    convolutionFilterGradient: (input, gradient, filterShape) =>
      one('Conv2DBackpropFilter', convolution, [input, shapeTensor(filterShape), gradient]),
    addBias,
    biasGradient: (gradient) => one('BiasAddGrad', [T, dataFormat], [gradient]),

    batchNorm(input, scale, offset, epsilon) {
      const inputs = [asImages(input), scale, offset, empty, empty]
      const outputs = many('FusedBatchNormV3', normalizationForward(epsilon, true), inputs, 6)
      const [output, mean, unbiasedVariance, ...saved] = outputs
      if (!output || !mean || !unbiasedVariance) throw new Error('FusedBatchNormV3 gave too few outputs')
      return { output: asBefore(output, input), mean, unbiasedVariance, saved }
    },
    batchNormGradient(gradient, input, scale, saved, epsilon) {
      const inputs = [asImages(gradient), asImages(input), scale, ...saved]
      const outputs = many('FusedBatchNormGradV3', normalization(epsilon, true), inputs, 5)
      const [inputGradient, scaleGradient, offsetGradient] = outputs
      if (!inputGradient || !scaleGradient || !offsetGradient)
        throw new Error('FusedBatchNormGradV3 gave too few outputs')
      return { input: asBefore(inputGradient, input), scale: scaleGradient, offset: offsetGradient }
    },
    batchNormEvaluation(input, scale, offset, mean, variance, epsilon) {
      const inputs = [asImages(input), scale, offset, mean, variance]
      const [output] = many('FusedBatchNormV3', normalizationForward(epsilon, false), inputs, 6)
      if (!output) throw new Error('FusedBatchNormV3 gave no output')
      return asBefore(output, input)
    },

    maxPool: (input, size) =>
      oneDnn?.maxPool(input, size) ?? { output: one('MaxPool', pooling(size), [input]), places: null },
    maxPoolGradient: (gradient, input, pooled, size) =>
      oneDnn?.maxPoolGradient(gradient, input, pooled, size) ??
      one('MaxPoolGrad', pooling(size), [input, pooled.output, gradient]),

    activation(kind, input) {
      const fused = fusedActivations[kind]
      return fused ? one(fused.forward, [T], [input]) : activations[kind].tensors<Tensor>(tf, input)
    },
    activationGradient(kind, gradient, kept) {
      const fused = fusedActivations[kind]
      if (!fused) return activations[kind].gradient<Tensor>(tf, gradient, kept)
      return one(fused.backward, [T], fused.takesOutputFirst ? [kept, gradient] : [gradient, kept])
    },

    matMul: (left, right, transposeLeft, transposeRight) =>
      one(
        'MatMul',
        [
          T,
          attribute('transpose_a', 'TF_ATTR_BOOL', transposeLeft),
          attribute('transpose_b', 'TF_ATTR_BOOL', transposeRight),
        ],
        [left, right],
      ),

    applyAdam(parameter, first, second, gradient, step) {
      const inputs = [handleOf(parameter), handleOf(first), handleOf(second), ...adamScalars(step), gradient]
      run('ResourceApplyAdam', optimizer(false), inputs)
    },
    applyMomentum(parameter, velocity, gradient, learningRate, momentum, nesterov) {
      run('ResourceApplyMomentum', optimizer(nesterov), [
        handleOf(parameter),
        handleOf(velocity),
        scalar(learningRate),
        gradient,
        scalar(momentum),
      ])
    },
  }
}

/**
 * The scalars of ResourceApplyAdam, made once a step for all parameters.
 *
 * TensorFlow corrects for the bias of v in float32, where 1 - beta2^t is off by up to 5e-5 of itself, and adds its epsilon to
 * sqrt(v), PyTorch to sqrt(v / (1 - beta2^t)). So both corrections are worked out here, with the betas as float32 has them,
 * and powers of 0 keep TensorFlow from correcting again.
 */
function createAdamScalars(tf: TensorFlow): (step: AdamStep) => readonly Tensor[] {
  let madeFor = ''
  let made: readonly Tensor[] = []
  return ({ learningRate, beta1, beta2, epsilon, step }) => {
    const key = [learningRate, beta1, beta2, epsilon, step].join()
    if (key === madeFor) return made
    tf.dispose([...made])
    madeFor = key
    const secondCorrection = Math.sqrt(1 - Math.fround(beta2) ** step)
    const stepSize = (learningRate * secondCorrection) / (1 - Math.fround(beta1) ** step)
    made = [0, 0, stepSize, beta1, beta2, epsilon * secondCorrection].map((value) =>
      tf.keep(tf.scalar(value, 'float32')),
    )
    return made
  }
}
