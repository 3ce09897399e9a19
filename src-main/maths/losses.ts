/**
 * Losses of one element, as PyTorch has them, by the error `d` (output - target), in double precision.
 *
 * MSELoss: d^2. L1Loss: |d|. SmoothL1Loss(beta): d^2 / (2 beta) where |d| < beta, else |d| - beta / 2.
 * HuberLoss(delta): d^2 / 2 where |d| < delta, else delta (|d| - delta / 2), which is delta x SmoothL1(delta).
 */
import type { RunConfig } from '../contract/config'

export type LossSettings = Pick<RunConfig, 'loss' | 'beta' | 'delta'>

/** The loss of one element with error `d`. */
export function lossOfError({ loss, beta = 1, delta = 1 }: LossSettings, d: number): number {
  const size = Math.abs(d)
  switch (loss) {
    case 'mse':
      return d * d
    case 'l1':
      return size
    case 'smooth-l1':
      return size < beta ? (d * d) / (2 * beta) : size - beta / 2
    case 'huber':
      return size < delta ? (d * d) / 2 : delta * (size - delta / 2)
  }
}

/** The derivative of {@link lossOfError} by the error: what one element adds to the step. 0 at the kink of L1, as PyTorch has it. */
export function gradientOfError({ loss, beta = 1, delta = 1 }: LossSettings, d: number): number {
  switch (loss) {
    case 'mse':
      return 2 * d
    case 'l1':
      return Math.sign(d)
    case 'smooth-l1':
      return Math.abs(d) < beta ? d / beta : Math.sign(d)
    case 'huber':
      return Math.abs(d) < delta ? d : delta * Math.sign(d)
  }
}
