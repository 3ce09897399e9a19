/** A line of the query language in parts of one colour each. */
import { parseQuery } from '@model/query/parse'
import type { Token } from '@model/query/scanner'
import type { Span } from '@model/query/tree'

export type LinePart = { readonly from: number; readonly text: string; readonly kind: string; readonly isBad: boolean }

/** All of the line, in its order. @param bad what of it is underlined */
export const colourLine = (line: string, bad: Span | null): LinePart[] =>
  colourParts(line, parseQuery(line).tokens, bad)

/** The same of a line in any language. @param tokens what was read of it */
export function colourParts(line: string, tokens: readonly Token[], bad: Span | null): LinePart[] {
  const kindAt = (place: number) => tokens.find(({ from, to }) => from <= place && place < to)?.kind
  const ends = new Set([0, line.length, ...tokens.flatMap(({ from, to }) => [from, to])])
  if (bad !== null) for (const end of [bad.from, bad.to]) ends.add(Math.min(end, line.length))
  const places = [...ends].sort((left, right) => left - right)
  return places.slice(0, -1).map((from, index) => {
    const kind = kindAt(from)
    return {
      from,
      text: line.slice(from, places[index + 1]),
      kind: kind === undefined ? '' : `q-${kind}`,
      isBad: bad !== null && bad.from <= from && from < bad.to,
    }
  })
}
