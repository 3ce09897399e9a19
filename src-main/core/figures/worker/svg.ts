/** Skia's SVG made whole: one text element for each text with its anchor, and the page's own size. */
import { escapeXml, unescapeXml } from '../xml'

/** A text as it was written, in the coordinates of its moment. */
export type WrittenText = {
  readonly text: string
  readonly x: number
  readonly align: CanvasTextAlign
  /** As canvas has it: `500 11px 'CMU Serif'`. */
  readonly font: string
}

/** A dash, and how the line's corners are joined. */
export type Dash = { readonly dash: readonly number[]; readonly lineJoin: CanvasLineJoin }
/** The miter limit that stands for the first dash; each further one has one more. */
export const firstDashLimit = 10_000

/** Where a program has not the font itself: what is most like it. */
const substitutes: Readonly<Record<string, string>> = {
  Inter: "Inter, 'Helvetica Neue', Arial, sans-serif",
  'CMU Serif': "'CMU Serif', 'Latin Modern Roman', 'Computer Modern', serif",
  'CMU Sans Serif': "'CMU Sans Serif', 'Latin Modern Sans', sans-serif",
  'STIX Two Text': "'STIX Two Text', STIXGeneral, 'Times New Roman', serif",
}

const anchors: Readonly<Record<CanvasTextAlign, string>> = {
  left: 'start',
  start: 'start',
  center: 'middle',
  right: 'end',
  end: 'end',
}

const attribute = (attributes: string, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]

function fontAttributes(font: string): string {
  const [, before = '', size = '', family = ''] = /^(.*?)([\d.]+)px\s+(.*)$/.exec(font) ?? []
  const name = family.replaceAll(/['"]/g, '')
  const weight = /\b(\d{3}|bold)\b/.exec(before)?.[1]
  return [
    `font-family="${escapeXml(substitutes[name] ?? family)}"`,
    `font-size="${size}"`,
    ...(weight === undefined || weight === '400' ? [] : [`font-weight="${weight}"`]),
    ...(before.includes('italic') ? ['font-style="italic"'] : []),
  ].join(' ')
}

function textElement({ text, x, align, font }: WrittenText, attributes: string): string {
  const y = Number.parseFloat(attribute(attributes, 'y') ?? '0')
  const kept = ['transform', 'fill', 'fill-opacity', 'opacity'].flatMap((name) => {
    const value = attribute(attributes, name)
    return value === undefined ? [] : [`${name}="${value}"`]
  })
  const anchor = anchors[align]
  return [
    `<text x="${Number(x.toFixed(3))}" y="${Number(y.toFixed(3))}"`,
    ...kept,
    fontAttributes(font),
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(text === text.trim() ? [] : ['xml:space="preserve"']),
  ]
    .join(' ')
    .concat(`>${escapeXml(text)}</text>`)
}

const withoutSpaces = (text: string): string => text.replaceAll(/\s/g, '')

/**
 * Skia writes a text word by word with a place for each glyph, which no program can search or edit. Here each is one element again.
 * @param texts all that was written, in its order; what lay outside of the page is not among Skia's.
 */
function joinTexts(svg: string, texts: readonly WrittenText[]): string {
  let at = 0
  let [seen, first] = ['', '']
  return svg.replaceAll(/<text([^>]*)>([^<]*)<\/text>\n?/g, (element, attributes: string, content: string) => {
    const word = withoutSpaces(unescapeXml(content))
    if (word === '') return ''
    if (seen === '') {
      first = attributes
      const found = texts.findIndex(({ text }, index) => index >= at && withoutSpaces(text).startsWith(word))
      if (found < 0) return element
      at = found
    }
    const written = texts[at]
    if (written === undefined) return element
    seen += word
    if (seen !== withoutSpaces(written.text)) return ''
    at += 1
    seen = ''
    return textElement(written, first)
  })
}

/** Dashes in place of the miter limits that stand for them. */
const withDashes = (svg: string, dashes: readonly Dash[]): string =>
  svg.replaceAll(/stroke-miterlimit="(\d{5,})"/g, (written, limit: string) => {
    const found = dashes[Number(limit) - firstDashLimit]
    return found ? `stroke-linejoin="${found.lineJoin}" stroke-dasharray="${found.dash.join(' ')}"` : written
  })

/**
 * @param drawn what was written and dashed, in its order.
 * @param size of the page in pixels of 1/96 inch.
 */
export function finishSvg(
  svg: string,
  { texts, dashes }: { readonly texts: readonly WrittenText[]; readonly dashes: readonly Dash[] },
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const [wide, high] = [width, height].map((length) => Number(length.toFixed(3)))
  // Pictures are shown pixel by pixel, as they are everywhere else.
  const sharp = svg.replaceAll('<image ', '<image style="image-rendering: pixelated" ')
  return withDashes(joinTexts(sharp, texts), dashes).replace(
    /<svg [^>]*>/,
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}">`,
  )
}
