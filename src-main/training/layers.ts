/** Declared layers made trainable: each knows its parameters, its output, and how a gradient goes back through it. */
import type { LayerSpec } from '../contract/architecture'
import type { Random } from '../maths/random'
import { activations } from '../recipes/registry/activations'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'

/** Goes back: takes the gradient of the output, gives that of the input (null when nobody wants it) and of each parameter. */
export type Backward = (gradient: Tensor, wantsInput: boolean) => { input: Tensor | null; parameters: Tensor[] }

export type Layer = {
  readonly parameters: readonly Parameter[]
  /** Values that are learnt without a gradient: batch norm's running statistics. */
  readonly statistics: readonly Parameter[]
  /** Which of its own tensors the way back looks at: all others are let go as soon as the next layer has them. */
  readonly keeps: { readonly input: boolean; readonly output: boolean }
  /** Evaluation mode. */
  evaluate(input: Tensor): Tensor
  /** Training mode. */
  train(input: Tensor): { output: Tensor; backward: Backward }
}

type Context = { readonly tf: TensorFlow; readonly kernels: Kernels }

/**
 * PyTorch's default for Linear and Conv2d: weight and bias from U(-1/sqrt(fanIn), 1/sqrt(fanIn)).
 * (`kaiming_uniform_` with a = sqrt(5), torch/nn/modules/linear.py and conv.py.)
 */
function uniformTensor({ tf }: Context, shape: number[], fanIn: number, random: Random): Tensor {
  const bound = 1 / Math.sqrt(fanIn)
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  for (let index = 0; index < values.length; index += 1) values[index] = (random.uniform() * 2 - 1) * bound
  return tf.tensor(values, shape, 'float32')
}

function parameterOf({ kernels }: Context, value: Tensor): Parameter {
  const parameter = kernels.createParameter(value)
  value.dispose()
  return parameter
}

/**
 * Makes one layer for inputs of a shape (without the batch).
 * @param isNormalized whether batch norm follows, which takes away whatever a bias adds.
 * @returns the layer, and the shape of its outputs.
 */
export function createLayer(
  tf: TensorFlow,
  kernels: Kernels,
  spec: LayerSpec,
  inputShape: readonly number[],
  random: Random,
  isNormalized: boolean,
): { layer: Layer; outputShape: readonly number[] } {
  const context = { tf, kernels }
  const [height = 1, width = 1, channels = 1] = inputShape
  const inputs = inputShape.reduce((product, size) => product * size, 1)
  switch (spec.kind) {
    case 'convolution':
      return {
        layer: createConvolution(context, spec, channels, random, isNormalized),
        outputShape: [height, width, spec.filters],
      }
    case 'batch-normalization':
      return { layer: createBatchNormalization(context, spec, channels), outputShape: inputShape }
    case 'activation':
      return { layer: createActivation(context, spec), outputShape: inputShape }
    case 'max-pooling':
      return {
        layer: createMaxPooling(context, spec),
        outputShape: [Math.floor(height / spec.size), Math.floor(width / spec.size), channels],
      }
    case 'flatten':
      return { layer: createFlatten(context, inputs), outputShape: [inputs] }
    case 'dense':
      return { layer: createDense(context, spec, inputs, random), outputShape: [spec.units] }
  }
}

function createConvolution(
  context: Context,
  spec: Extract<LayerSpec, { kind: 'convolution' }>,
  channels: number,
  random: Random,
  isNormalized: boolean,
): Layer {
  const { tf, kernels } = context
  const size = spec.kernelSize
  const fanIn = channels * size * size
  const filterShape = [size, size, channels, spec.filters]
  const filter = parameterOf(context, uniformTensor(context, filterShape, fanIn, random))
  const bias = parameterOf(context, uniformTensor(context, [spec.filters], fanIn, random))
  // Under batch norm the bias cannot change the loss: its gradient is 0, and what summing up would give is rounding, which
  // Adam would blow up to whole steps (PyTorch's does).
  const biasGradient = (gradient: Tensor) => (isNormalized ? tf.zeros([spec.filters]) : kernels.biasGradient(gradient))
  return {
    parameters: [filter, bias],
    statistics: [],
    keeps: { input: true, output: false },
    evaluate: (input) => kernels.convolution(input, filter.read(), bias.read()),
    train(input) {
      const weights = filter.read()
      return {
        output: kernels.convolution(input, weights, bias.read()),
        backward: (gradient, wantsInput) => ({
          input: wantsInput ? kernels.convolutionInputGradient(gradient, weights, input.shape) : null,
          parameters: [kernels.convolutionFilterGradient(input, gradient, filterShape), biasGradient(gradient)],
        }),
      }
    },
  }
}

function createBatchNormalization(
  context: Context,
  spec: Extract<LayerSpec, { kind: 'batch-normalization' }>,
  channels: number,
): Layer {
  const { tf, kernels } = context
  const { momentum, epsilon } = spec
  const scale = parameterOf(context, tf.ones([channels]))
  const offset = parameterOf(context, tf.zeros([channels]))
  const runningMean = parameterOf(context, tf.zeros([channels]))
  const runningVariance = parameterOf(context, tf.ones([channels]))
  const takeIn = (running: Parameter, value: Tensor) => {
    const next = tf.add(tf.mul(running.read(), 1 - momentum), tf.mul(value, momentum))
    running.assign(next)
  }
  return {
    parameters: [scale, offset],
    statistics: [runningMean, runningVariance],
    keeps: { input: true, output: false },
    evaluate: (input) =>
      kernels.batchNormEvaluation(
        input,
        scale.read(),
        offset.read(),
        runningMean.read(),
        runningVariance.read(),
        epsilon,
      ),
    train(input) {
      const scaleNow = scale.read()
      const { output, mean, unbiasedVariance, saved } = kernels.batchNorm(input, scaleNow, offset.read(), epsilon)
      takeIn(runningMean, mean)
      takeIn(runningVariance, unbiasedVariance)
      return {
        output,
        backward(gradient) {
          const gradients = kernels.batchNormGradient(gradient, input, scaleNow, saved, epsilon)
          return { input: gradients.input, parameters: [gradients.scale, gradients.offset] }
        },
      }
    },
  }
}

function createActivation({ kernels }: Context, { activation }: Extract<LayerSpec, { kind: 'activation' }>): Layer {
  const keepsInput = activations[activation].keeps === 'input'
  return {
    parameters: [],
    statistics: [],
    keeps: { input: keepsInput, output: !keepsInput },
    evaluate: (input) => kernels.activation(activation, input),
    train(input) {
      const output = kernels.activation(activation, input)
      const kept = keepsInput ? input : output
      return {
        output,
        backward: (gradient) => ({ input: kernels.activationGradient(activation, gradient, kept), parameters: [] }),
      }
    },
  }
}

function createMaxPooling({ kernels }: Context, { size }: Extract<LayerSpec, { kind: 'max-pooling' }>): Layer {
  return {
    parameters: [],
    statistics: [],
    keeps: { input: true, output: true },
    evaluate: (input) => kernels.maxPool(input, size).output,
    train(input) {
      const pooled = kernels.maxPool(input, size)
      return {
        output: pooled.output,
        backward: (gradient) => ({ input: kernels.maxPoolGradient(gradient, input, pooled, size), parameters: [] }),
      }
    },
  }
}

/** Row by row, channels last: [batch, height, width, channels] to [batch, units]. */
function createFlatten({ tf }: Context, units: number): Layer {
  const flatten = (input: Tensor) => tf.reshape(input, [-1, units])
  return {
    parameters: [],
    statistics: [],
    keeps: { input: false, output: false },
    evaluate: flatten,
    train(input) {
      const { shape } = input
      return {
        output: flatten(input),
        backward: (gradient) => ({ input: tf.reshape(gradient, shape), parameters: [] }),
      }
    },
  }
}

function createDense(
  context: Context,
  { units }: Extract<LayerSpec, { kind: 'dense' }>,
  inputs: number,
  random: Random,
): Layer {
  const { kernels } = context
  const kernel = parameterOf(context, uniformTensor(context, [inputs, units], inputs, random))
  const bias = parameterOf(context, uniformTensor(context, [units], inputs, random))
  const forward = (input: Tensor, weights: Tensor) =>
    kernels.addBias(kernels.matMul(input, weights, false, false), bias.read())
  return {
    parameters: [kernel, bias],
    statistics: [],
    keeps: { input: true, output: false },
    evaluate: (input) => forward(input, kernel.read()),
    train(input) {
      const weights = kernel.read()
      return {
        output: forward(input, weights),
        backward: (gradient, wantsInput) => ({
          input: wantsInput ? kernels.matMul(gradient, weights, false, true) : null,
          parameters: [kernels.matMul(input, gradient, true, false), kernels.biasGradient(gradient)],
        }),
      }
    },
  }
}
