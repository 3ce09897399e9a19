/** A line of the query language in parts of one colour each. */
import { parseQuery } from '@model/query/parse'
import type { Span } from '@model/query/tree'

export type LinePart = { readonly from: number; readonly text: string; readonly kind: string; readonly isBad: boolean }

/** All of the line, in its order. @param bad what of it is underlined */
export function colourLine(line: string, bad: Span | null): LinePart[] {
  const { tokens } = parseQuery(line)
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
