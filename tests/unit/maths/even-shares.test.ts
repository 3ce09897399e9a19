import fc from 'fast-check'
import { expect, it } from 'vitest'
import { evenShares } from '../../../src-main/maths/pick-evenly'

it('gives to each as much as to the others, or all that it has, and nothing away', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 40 }), fc.nat(1_000), (sizes, total) => {
      const shares = evenShares(sizes, total)
      const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
      expect(sum(shares)).toBe(Math.min(total, sum(sizes)))
      const most = Math.max(0, ...shares)
      for (const [place, share] of shares.entries())
        expect(share === sizes[place] || share >= most - 1, `${share} of ${sizes[place]} beside ${most}`).toBe(true)
    }),
  )
})
