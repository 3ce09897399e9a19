/**
 * Kernels that call TensorFlow's own operations: fused batch norm and its gradient, the gradients of pooling and activations,
 * and optimizers on resource variables, which change in place. tfjs composes each of these from small operations that cost
 * five to twenty times as much.
 */
import type { ActivationKind } from '../../contract/config'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels'

type Attribute = { readonly name: string; readonly type: number; readonly value: unknown }

/** The part of tfjs-node's backend that is used here. */
export type NodeBackend = {
  readonly binding: Readonly<Record<string, number>>
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    count: number,
  ): Tensor[]
}

const handles = new WeakMap<Parameter, Tensor>()

export function createNativeKernels(tf: TensorFlow, backend: NodeBackend): Kernels {
  const { binding } = backend
  const attribute = (name: string, type: string, value: unknown): Attribute => ({
    name,
    type: binding[type] ?? 0,
    value,
  })
  const float = binding.TF_FLOAT ?? 1
  const T = attribute('T', 'TF_ATTR_TYPE', float)
  const dtype = attribute('dtype', 'TF_ATTR_TYPE', float)
  const dataFormat = attribute('data_format', 'TF_ATTR_STRING', 'NHWC')

  const convolution = [
    T,
    attribute('strides', 'TF_ATTR_INT', [1, 1, 1, 1]),
    attribute('padding', 'TF_ATTR_STRING', 'SAME'),
    dataFormat,
    attribute('use_cudnn_on_gpu', 'TF_ATTR_BOOL', true),
    attribute('dilations', 'TF_ATTR_INT', [1, 1, 1, 1]),
  ]
  const pooling = (size: number) => [
    T,
    attribute('ksize', 'TF_ATTR_INT', [1, size, size, 1]),
    attribute('strides', 'TF_ATTR_INT', [1, size, size, 1]),
    attribute('padding', 'TF_ATTR_STRING', 'VALID'),
    dataFormat,
  ]
  const normalization = (epsilon: number) => [
    T,
    attribute('U', 'TF_ATTR_TYPE', float),
    attribute('epsilon', 'TF_ATTR_FLOAT', epsilon),
    dataFormat,
    attribute('is_training', 'TF_ATTR_BOOL', true),
  ]
  const optimizer = (nesterov: boolean) => [
    T,
    attribute('use_locking', 'TF_ATTR_BOOL', false),
    attribute('use_nesterov', 'TF_ATTR_BOOL', nesterov),
  ]

  const one = (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]) =>
    backend.executeSingleOutput(name, attributes, inputs)
  const many = (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[], count: number) =>
    backend.executeMultipleOutputs(name, attributes, inputs, count)
  const run = (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]) =>
    void backend.executeMultipleOutputs(name, attributes, inputs, 0)

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

  function handleOf(parameter: Parameter): Tensor {
    const handle = handles.get(parameter)
    if (!handle) throw new Error('The parameter belongs to another backend')
    return handle
  }

  const forward = { relu: 'Relu', elu: 'Elu', tanh: 'Tanh', sigmoid: 'Sigmoid' } as const satisfies Partial<
    Record<ActivationKind, string>
  >

  return {
    createParameter,
    convolution: (input, filter) => one('Conv2D', convolution, [input, filter]),
    convolutionInputGradient: (gradient, filter, inputShape) =>
      one('Conv2DBackpropInput', convolution, [shapeTensor(inputShape), filter, gradient]),
    convolutionFilterGradient: (input, gradient, filterShape) =>
      one('Conv2DBackpropFilter', convolution, [input, shapeTensor(filterShape), gradient]),
    addBias: (input, bias) => one('BiasAdd', [T, dataFormat], [input, bias]),
    biasGradient: (gradient) => one('BiasAddGrad', [T, dataFormat], [gradient]),

    batchNorm(input, scale, offset, epsilon) {
      const attributes = [...normalization(epsilon), attribute('exponential_avg_factor', 'TF_ATTR_FLOAT', 1)]
      const [output, mean, unbiasedVariance, ...saved] = many(
        'FusedBatchNormV3',
        attributes,
        [input, scale, offset, empty, empty],
        6,
      )
      if (!output || !mean || !unbiasedVariance) throw new Error('FusedBatchNormV3 gave too few outputs')
      return { output, mean, unbiasedVariance, saved }
    },
    batchNormGradient(gradient, input, scale, saved, epsilon) {
      const [inputGradient, scaleGradient, offsetGradient] = many(
        'FusedBatchNormGradV3',
        normalization(epsilon),
        [gradient, input, scale, ...saved],
        5,
      )
      if (!inputGradient || !scaleGradient || !offsetGradient)
        throw new Error('FusedBatchNormGradV3 gave too few outputs')
      return { input: inputGradient, scale: scaleGradient, offset: offsetGradient }
    },

    maxPool: (input, size) => one('MaxPool', pooling(size), [input]),
    maxPoolGradient: (gradient, input, output, size) => one('MaxPoolGrad', pooling(size), [input, output, gradient]),

    activation: (kind, input) => (kind === 'linear' ? input : one(forward[kind], [T], [input])),
    activationGradient(kind, gradient, output) {
      switch (kind) {
        case 'relu':
          return one('ReluGrad', [T], [gradient, output])
        case 'elu':
          return one('EluGrad', [T], [gradient, output])
        case 'tanh':
          return one('TanhGrad', [T], [output, gradient])
        case 'sigmoid':
          return one('SigmoidGrad', [T], [output, gradient])
        case 'linear':
          return gradient
      }
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

    // TensorFlow corrects for the bias of v in float32, where 1 - beta2^t is off by up to 5e-5 of itself, and adds its epsilon
    // to sqrt(v), PyTorch to sqrt(v / (1 - beta2^t)). So both corrections are worked out here, with the betas as float32 has
    // them, and powers of 0 keep TensorFlow from correcting again.
    applyAdam(parameter, first, second, gradient, { learningRate, beta1, beta2, epsilon, step }) {
      const secondCorrection = Math.sqrt(1 - Math.fround(beta2) ** step)
      const stepSize = (learningRate * secondCorrection) / (1 - Math.fround(beta1) ** step)
      const inputs = [0, 0, stepSize, beta1, beta2, epsilon * secondCorrection].map(scalar)
      run('ResourceApplyAdam', optimizer(false), [
        handleOf(parameter),
        handleOf(first),
        handleOf(second),
        ...inputs,
        gradient,
      ])
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
