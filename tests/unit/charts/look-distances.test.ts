/** The colours of the 24 looks stay apart, with red-green weakness too: the least distances are those of the design guide. */
import { describe, expect, it } from 'vitest'
import { shadeCount, shadesOf, themeColours } from '../../../src-main/charts/themes'
import { lookCount } from '../../../src-main/contract/looks'
import { colourDistance, contrastOf, eyes, seenBy, type Eye, type Lab } from '../../support/colour-distance'

describe('the distance of colours', () => {
  // Of the pairs that Sharma, Wu and Dalal published to test implementations by, those where these go wrong: hues, greys, the blue region.
  it.each<[Lab, Lab, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ])('is CIEDE2000: from %j to %j %d', (left, right, distance) => {
    expect(colourDistance(left, right)).toBeCloseTo(distance, 4)
    expect(colourDistance(right, left)).toBeCloseTo(distance, 4)
  })
})

describe('the colours of looks', () => {
  const least = {
    light: {
      firstEight: { normal: 18.4, deutan: 13.9, protan: 13.7 },
      sameDash: { normal: 14.5, deutan: 10, protan: 10.5 },
      anyTwo: { normal: 8.3, deutan: 6.9, protan: 5.5 },
      shades: { normal: 8.9, deutan: 5.4, protan: 3.3 },
      grounds: ['#ffffff', '#f6f6f5'],
    },
    dark: {
      firstEight: { normal: 22.1, deutan: 11.6, protan: 14.1 },
      sameDash: { normal: 16, deutan: 11.6, protan: 13.7 },
      anyTwo: { normal: 9.3, deutan: 7.5, protan: 7 },
      shades: { normal: 7.9, deutan: 7, protan: 6.5 },
      grounds: ['#17181a', '#111213'],
    },
  } as const

  it.each(['light', 'dark'] as const)('are as far apart in the %s theme as they were chosen to be', (theme) => {
    const colours: Readonly<Record<string, string>> = themeColours[theme]
    const hexes = Array.from({ length: lookCount }, (_, slot) => colours[`c${slot + 1}`] ?? '')
    for (const eye of Object.keys(eyes) as Eye[]) {
      const seen = hexes.map((hex) => seenBy(eye, hex))
      const leastOf = (isMeant: (i: number, j: number) => boolean) => {
        const pairs = seen.flatMap((left, i) =>
          seen.slice(0, i).flatMap((right, j) => (isMeant(i, j) ? [colourDistance(left, right)] : [])),
        )
        return Math.min(...pairs)
      }
      const { firstEight, sameDash, anyTwo } = least[theme]
      expect(leastOf((i) => i < 8)).toBeCloseTo(firstEight[eye], 1)
      expect(leastOf((i, j) => i >> 3 === j >> 3)).toBeCloseTo(sameDash[eye], 1)
      expect(leastOf(() => true)).toBeCloseTo(anyTwo[eye], 1)
    }
    // Runs of a group: a colour and its shades.
    const shades = shadesOf(theme)
    const own = Array.from({ length: lookCount }, (_, slot) => [
      hexes[slot] ?? '',
      ...Array.from({ length: shadeCount - 1 }, (__, place) => shades[`c${slot + 1}-${place + 1}`] ?? ''),
    ])
    for (const eye of Object.keys(eyes) as Eye[]) {
      const distances = own.flatMap((some) => {
        const seen = some.map((hex) => seenBy(eye, hex))
        return seen.flatMap((left, i) => seen.slice(0, i).map((right) => colourDistance(left, right)))
      })
      expect(distances).toHaveLength((lookCount * shadeCount * (shadeCount - 1)) / 2)
      expect(Math.min(...distances)).toBeCloseTo(least[theme].shades[eye], 1)
    }
    for (const shade of Object.values(shadesOf(theme)))
      expect(contrastOf(shade, least[theme].grounds[0])).toBeGreaterThanOrEqual(2.995)
    for (const ground of least[theme].grounds)
      for (const hex of hexes) expect(contrastOf(hex, ground)).toBeGreaterThanOrEqual(2.995)
  })
})
