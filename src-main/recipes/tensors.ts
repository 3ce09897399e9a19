/** The operations that tensor code of recipes is written with. The trainer hands in its TensorFlow: recipes run where there is none. */

/** Elementwise unless said otherwise; numbers are spread over a tensor's shape. */
export type TensorOperations<Tensor> = {
  abs(value: Tensor): Tensor
  sign(value: Tensor): Tensor
  square(value: Tensor): Tensor
  sqrt(value: Tensor): Tensor
  exp(value: Tensor): Tensor
  erf(value: Tensor): Tensor
  log1p(value: Tensor): Tensor
  tanh(value: Tensor): Tensor
  relu(value: Tensor): Tensor
  elu(value: Tensor): Tensor
  sigmoid(value: Tensor): Tensor
  /** 1 above 0, else 0. */
  step(value: Tensor): Tensor
  add(left: Tensor, right: Tensor | number): Tensor
  sub(left: Tensor | number, right: Tensor | number): Tensor
  minimum(left: Tensor, right: Tensor | number): Tensor
  mul(left: Tensor, right: Tensor | number): Tensor
  div(left: Tensor | number, right: Tensor | number): Tensor
  clipByValue(value: Tensor, low: number, high: number): Tensor
  /** 1 where `left` is smaller, else 0, as a tensor of conditions for {@link TensorOperations.where}. */
  less(left: Tensor, right: Tensor | number): Tensor
  where(condition: Tensor, yes: Tensor, no: Tensor): Tensor
  /** Over all elements: a scalar. */
  mean(value: Tensor): Tensor
}

/** What losses of whole images need besides. */
export type ImageOperations<Tensor> = TensorOperations<Tensor> & {
  /** Numbers row by row, as a matrix. */
  tensor2d(values: Float32Array, shape: [rows: number, columns: number]): Tensor
  reshape(value: Tensor, shape: number[]): Tensor
  transpose(value: Tensor, order: number[]): Tensor
  log(value: Tensor): Tensor
  pow(value: Tensor, exponent: number): Tensor
  /** Over some axes, which stay as axes of one where `keepsAxes`. */
  sum(value: Tensor, axes: number[], keepsAxes: boolean): Tensor
  max(value: Tensor, axes: number[], keepsAxes: boolean): Tensor
  matMul(left: Tensor, right: Tensor, transposeLeft: boolean, transposeRight: boolean): Tensor
}
