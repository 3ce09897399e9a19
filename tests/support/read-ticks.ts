/** Reads the labels of axes as a person does: what is written is what it means, to the last digit. */

const scales: Readonly<Record<string, number>> = {
  M: 6,
  G: 9,
  T: 12,
  B: 0,
  KB: 3,
  MB: 6,
  GB: 9,
  TB: 12,
  PB: 15,
  s: 0,
  ms: 0,
  d: 0,
  min: 0,
  h: 0,
}

const inSeconds: Readonly<Record<string, bigint>> = { min: 60n, h: 3_600n, d: 86_400n }

/** `-1,250.5`, `1.5e-7`, `2.5 M`, `3 d`: the nearest double to what is written. Null for anything else. */
export function readNumber(text: string): number | null {
  const found = /^(-?)([\d,]+)(?:\.(\d+))?(?:e(-?\d+))?(?: ([A-Za-z]+))?$/.exec(text)
  if (found === null) return null
  const [, sign = '', whole = '', behind = '', power = '0', unit = ''] = found
  const scale = unit === '' ? 0 : scales[unit]
  if (scale === undefined) return null
  const digits = BigInt(whole.replaceAll(',', '') + behind) * (inSeconds[unit] ?? 1n)
  return Number(`${sign}${digits}e${Number(power) - behind.length + scale}`) + 0
}

/** `0:12:30.5`, `2 d 6:00:00`, `1 d 6 h`, or a number of seconds or days: seconds. */
export function readRelative(text: string): number | null {
  const clock = /^(-?)(?:([\d,]+) d )?(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text)
  if (clock !== null) {
    const [, sign = '', days = '0', hours = '', minutes = '', seconds = '', behind = '0'] = clock
    const whole =
      ((BigInt(days.replaceAll(',', '')) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
    return Number(`${sign}${whole}.${behind}`) + 0
  }
  const hours = /^(-?)(?:([\d,]+) d)? ?(?:(\d+) h)?$/.exec(text)
  if (hours !== null && text !== '' && hours[3] !== undefined) {
    const seconds = Number((hours[2] ?? '0').replaceAll(',', '')) * 86_400 + Number(hours[3]) * 3_600
    return hours[1] === '-' ? -seconds : seconds
  }
  return readNumber(text)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function local(year: number, month: number, date: number, clock: readonly number[] = []): number {
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = clock
  const moment = new Date(2000, 0, 1, hours, minutes, seconds, milliseconds)
  moment.setFullYear(year, month, date)
  return moment.getTime()
}

/** What clocks and calendars show at a moment: where clocks are put back, two moments are one. */
export function clockAt(moment: number): string {
  const at = new Date(moment)
  const [date, clock] = [
    [at.getFullYear(), at.getMonth(), at.getDate()],
    [at.getHours(), at.getMinutes(), at.getSeconds(), at.getMilliseconds()],
  ]
  return [...date, ...clock].join(' ')
}

/** Clocks have been put forward and back by so much, in milliseconds. */
const mostChange = 10_800_000

/** What a label of a moment may mean within about a range, where it leaves out day or year. */
export function readMoment(text: string, low: number, high: number): readonly number[] {
  if (text.endsWith(' ms')) return [readNumber(text) ?? Number.NaN]
  // A number of milliseconds, or a year.
  if (text === '0') return [0, local(0, 0, 1)]
  const year = /^(-?\d+)$/.exec(text)
  if (year !== null) return [local(Number(year[1]), 0, 1)]
  const month = /^([A-Z][a-z]{2}) (-?\d+)$/.exec(text)
  if (month !== null) return [local(Number(month[2]), months.indexOf(month[1] ?? ''), 1)]
  const full = /^(?:(\d+) ([A-Z][a-z]{2})(?: (-?\d+))?)?(?: ?(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?)?$/.exec(text)
  if (full === null || text === '') return []
  const clock = full.slice(4).map((part) => Number(part || 0))
  const [first, last] = [new Date(low), new Date(high)]
  if (full[1] === undefined) {
    const days = Math.min(400, Math.ceil((high - low) / 86_400_000) + 1)
    return Array.from({ length: days + 1 }, (_, day) =>
      local(first.getFullYear(), first.getMonth(), first.getDate() + day, clock),
    ).filter((moment) => moment >= low - mostChange && moment <= high + mostChange)
  }
  const years =
    full[3] !== undefined
      ? [Number(full[3])]
      : Array.from({ length: last.getFullYear() - first.getFullYear() + 1 }, (_, at) => first.getFullYear() + at)
  return years
    .map((at) => local(at, months.indexOf(full[2] ?? ''), Number(full[1]), clock))
    .filter((moment) => moment >= low - mostChange && moment <= high + mostChange)
}
