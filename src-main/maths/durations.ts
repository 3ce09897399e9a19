/** Lengths of time in words. */
import { showDigits } from './digits'

/** From so many days on they are rounded: nobody counts them. */
const mostCountedDays = 1e6

/**
 * The two largest units that matter, rounded to the smaller of them: `8 s`, `1 min 12 s`, `14 min`, `1 h 34 min`, `2 d 3 h`.
 * @param seconds finite; below 0 is 0.
 */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 600) return inUnits(whole, 60, 'min', 's')
  // Rounded from the whole each time: rounded twice, 59 min 29.5 s would be an hour.
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 24 * 60) return inUnits(minutes, 60, 'h', 'min')
  const hours = Math.round(seconds / 3_600)
  if (hours < 24 * mostCountedDays) return inUnits(hours, 24, 'd', 'h')
  return `${showDigits(seconds / 86_400, 4)} d`
}

function inUnits(count: number, size: number, large: string, small: string): string {
  const rest = count % size
  return `${Math.floor(count / size).toLocaleString('en')} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}
