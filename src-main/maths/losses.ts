/** Losses of one element by the error `d` (output - target), in double precision, as the registry of recipes has them. */
import type { ErrorLossKind, LossSettings as AnyLossSettings } from '../recipes/loss'
import { bindLoss } from '../recipes/registry/losses'

export type LossSettings = AnyLossSettings<ErrorLossKind>

/** The loss of one element with error `d`. Over many errors, bind the loss once instead. */
export const lossOfError = (settings: LossSettings, d: number): number => bindLoss(settings).value(d)

/** The derivative of {@link lossOfError} by the error: what one element adds to the step; at a kink as PyTorch has it. */
export const gradientOfError = (settings: LossSettings, d: number): number => bindLoss(settings).derivative(d)
