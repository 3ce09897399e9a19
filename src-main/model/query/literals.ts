/** Values as people type them: numbers, moments and durations. */

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const notFinite: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
}

/** @returns null for what is no number */
export function readNumber(text: string): number | null {
  const lower = text.toLowerCase()
  if (Object.hasOwn(notFinite, lower)) return notFinite[lower] ?? null
  return numberPattern.test(text) ? Number(text) : null
}

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  min: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
}
const durationPattern = /(\d+(?:\.\d+)?)(ms|min|[smhdw])/giy

/** Seconds: `90`, `90s`, `1h30min`. @returns null for what is no duration */
export function readDuration(text: string): number | null {
  const plain = readNumber(text)
  if (plain !== null) return Number.isNaN(plain) ? null : plain
  let [seconds, end] = [0, 0]
  for (const { 0: whole, 1: amount, 2: unit = '' } of text.matchAll(durationPattern)) {
    seconds += Number(amount) * (unitSeconds[unit.toLowerCase()] ?? 0)
    end += whole.length
  }
  return end > 0 && end === text.length ? seconds : null
}

/** Milliseconds since 1970, from the first that belongs to it to the first that does not. Both are one for an instant. */
export type Period = { readonly from: number; readonly to: number }

const datePattern = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?)?)?)?$/i

/**
 * A year, month, day, minute or second in the time of this machine (with Z: UTC), `today`, `yesterday`, or how long ago: `12h`, `7d`, `2w`.
 * @param now milliseconds since 1970
 * @returns null for what is no moment
 */
export function readMoment(text: string, now: number): Period | null {
  const lower = text.toLowerCase()
  if (lower === 'today' || lower === 'yesterday') {
    const day = new Date(now)
    const shift = lower === 'today' ? 0 : -1
    return {
      from: new Date(day.getFullYear(), day.getMonth(), day.getDate() + shift).getTime(),
      to: new Date(day.getFullYear(), day.getMonth(), day.getDate() + shift + 1).getTime(),
    }
  }
  const found = datePattern.exec(text)
  if (found !== null) return readDate(found)
  if (readNumber(text) !== null) return null
  const seconds = readDuration(text)
  const at = seconds === null ? Number.NaN : now - seconds * 1_000
  return Number.isFinite(new Date(at).getTime()) ? { from: at, to: at } : null
}

function readDate(found: RegExpExecArray): Period | null {
  const [year = 0, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part: string | undefined) => (part === undefined ? undefined : Number(part)))
  if ((month ?? 1) < 1 || (month ?? 1) > 12 || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null
  const isUtc = found[7] !== undefined
  const parts = [year, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0] as const
  const at = (...[y, mo, d, h, mi, s]: [number, number, number, number, number, number]) =>
    isUtc ? Date.UTC(y, mo, d, h, mi, s) : new Date(y, mo, d, h, mi, s).getTime()
  const lastDay = new Date(Date.UTC(year, month ?? 1, 0)).getUTCDate()
  if ((day ?? 1) < 1 || (day ?? 1) > lastDay) return null
  const [y, mo, d, h, mi, s] = parts
  // The smallest part that was typed is how long it is.
  const to =
    month === undefined
      ? at(y + 1, mo, d, h, mi, s)
      : day === undefined
        ? at(y, mo + 1, d, h, mi, s)
        : hour === undefined
          ? at(y, mo, d + 1, h, mi, s)
          : second === undefined
            ? at(y, mo, d, h, mi + 1, s)
            : at(y, mo, d, h, mi, s + 1)
  return { from: at(y, mo, d, h, mi, s), to }
}
