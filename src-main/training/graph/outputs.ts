/** What TensorFlow's operations call their outputs (ops.pbtxt), as functions of graphs name them: of those that steps may be made of. */

/** Of operations with one output, by its name. */
const single: Readonly<Record<string, string>> = {
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus',
  backprops: 'EluGrad ReluGrad',
  logsoftmax: 'LogSoftmax',
  out: 'Cumprod Cumsum',
  output:
    'All Any ArgMax ArgMin AvgPool AvgPoolGrad BatchMatMul BatchMatMulV2 BiasAdd BiasAddGrad ClipByValue ConcatV2 Conv2D Conv2DBackpropFilter ' +
    'Conv2DBackpropInput DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Diag Einsum ExpandDims ' +
    'Fill GatherNd GatherV2 Identity LRN LRNGrad Max MaxPool MaxPoolGrad Mean Min MirrorPad OneHot Pack Pad PadV2 Prod Range Reshape ResizeBilinearGrad ' +
    'ResizeNearestNeighborGrad ReverseV2 ScatterNd Select SelectV2 Shape Slice SpaceToDepth StridedSlice Sum Tile UnsortedSegmentSum ' +
    '_MklNativeConv2DWithBias _MklNativeMaxPoolGrad',
  product: 'MatMul',
  resized_images: 'ResizeBilinear ResizeNearestNeighbor',
  softmax: 'Softmax',
  sum: 'AddN',
  value: 'ReadVariableOp',
  y:
    'Abs Asin Asinh Acos Acosh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p LogicalNot Neg OnesLike Reciprocal Round ' +
    'Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike',
  z:
    'Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mul NotEqual Pow ' +
    'RealDiv SigmoidGrad SquaredDifference Sub TanhGrad',
}

/** Of those with several. */
const several: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNormV3: [
    ...['y', 'batch_mean', 'batch_variance'],
    ...['reserve_space_1', 'reserve_space_2', 'reserve_space_3'],
  ],
  FusedBatchNormGradV3: ['x_backprop', 'scale_backprop', 'offset_backprop', 'reserve_space_4', 'reserve_space_5'],
  TopKV2: ['values', 'indices'],
  _MklNativeMaxPool: ['output', 'workspace'],
}

/** Whose outputs are a list. */
const lists = new Set(['Split', 'SplitV', 'Unpack'])

const singleOf = new Map(
  Object.entries(single).flatMap(([output, operations]) => operations.split(' ').map((name) => [name, output])),
)

/** An output of an operation as its users in a function name it, after the node: `output:0`. @throws Error for an operation that is not known here */
export function outputName(operation: string, index: number): string {
  if (lists.has(operation)) return `output:${index}`
  const output = several[operation]?.[index] ?? (index === 0 ? singleOf.get(operation) : undefined)
  if (output === undefined) throw new Error(`Output ${index} of ${operation} has no known name.`)
  return `${output}:0`
}
