/** How far colours are apart to eyes of three kinds: CIEDE2000 (Sharma, Wu, Dalal 2005), red-green weakness after Machado, Oliveira, Fernandes 2009. */

/** Red, green and blue, from 0 to 1, as sRGB encodes them. */
type Rgb = readonly [number, number, number]
/** CIE L*a*b* under D65. */
export type Lab = readonly [number, number, number]

export const eyes = {
  normal: null,
  /** At full strength, on encoded values, as culori has it. */
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
} as const
export type Eye = keyof typeof eyes

/** A colour as an eye sees it. @param hex #rrggbb */
export function seenBy(eye: Eye, hex: string): Lab {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ]
  const m = eyes[eye]
  if (m === null) return toLab([red, green, blue])
  const row = (at: 0 | 3 | 6) => m[at] * red + (m[at + 1] ?? 0) * green + (m[at + 2] ?? 0) * blue
  return toLab([row(0), row(3), row(6)])
}

function toLab(encoded: Rgb): Lab {
  const [red, green, blue] = encoded.map(decode) as [number, number, number]
  const f = (ratio: number) => (ratio > 216 / 24389 ? Math.cbrt(ratio) : ((24389 / 27) * ratio + 16) / 116)
  const x = f((0.4123907993 * red + 0.3575843394 * green + 0.1804807884 * blue) / 0.9504559271)
  const y = f(0.2126390059 * red + 0.7151686788 * green + 0.0721923154 * blue)
  const z = f((0.0193308187 * red + 0.1191947798 * green + 0.9505321522 * blue) / 1.0890577508)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** What weakness makes of a colour may lie outside of the screen's range. */
const decode = (value: number): number =>
  Math.abs(value) <= 0.04045 ? value / 12.92 : Math.sign(value) * ((Math.abs(value) + 0.055) / 1.055) ** 2.4

/** The ratio of contrast of WCAG 2, from 1 on. */
export function contrastOf(left: string, right: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => decode(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
    return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
  }
  const [low = 0, high = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const radians = Math.PI / 180

/** CIEDE2000 with all weights 1. */
export function colourDistance([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const stretch = 1 + 0.5 * (1 - Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)))
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)]
  const hueOf = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / radians + 360) % 360)
  const [h1, h2] = [hueOf(a1 * stretch, b1), hueOf(a2 * stretch, b2)]
  const isGrey = c1 * c2 === 0
  const turn = isGrey ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1
  const [dL, dC, dH] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * radians)]
  const [meanL, meanC] = [(l1 + l2) / 2, (c1 + c2) / 2]
  const sum = h1 + h2
  const meanH = isGrey ? sum : Math.abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
  const cos = (times: number, shift: number) => Math.cos((times * meanH + shift) * radians)
  const t = 1 - 0.17 * cos(1, -30) + 0.24 * cos(2, 0) + 0.32 * cos(3, 6) - 0.2 * cos(4, -63)
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const sC = 1 + 0.045 * meanC
  const sH = 1 + 0.015 * meanC * t
  const rotation = 60 * Math.exp(-(((meanH - 275) / 25) ** 2))
  const rT = -2 * Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)) * Math.sin(rotation * radians)
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH))
}
