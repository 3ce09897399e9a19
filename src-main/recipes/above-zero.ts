import { z } from 'zod'

/** The least number that 32-bit arithmetic keeps in full; below it processors may take a number for 0. */
export const least32Bits = 2 ** -126

/** Numbers above 0 that training computes with, which does so in 32 bits: 1e-320 is above 0, and would be 0 there. */
export const aboveZero = () =>
  z
    .number()
    .positive()
    .refine((value) => value <= 0 || value >= least32Bits, 'is so near 0 that training would take it for 0')
