/**
 * The axes that charts are drawn with. Chart.js's own make marks before anybody can replace them, in a loop that does not end for some
 * doubles, and place values by distances that may be more than a double holds.
 */
import {
  LinearScale,
  LogarithmicScale,
  type LinearScaleOptions,
  type LogarithmicScaleOptions,
  type Scale,
} from 'chart.js'
import { shareOf, valueAt } from './place'

declare module 'chart.js' {
  // Only an interface can be added to.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface CartesianScaleTypeRegistry {
    exact: { options: LinearScaleOptions }
    'exact-log': { options: LogarithmicScaleOptions }
  }
}

/** Marks are made before Chart.js knows how much room there will be, and once more when it does. */
function settle(scale: Scale): void {
  if (scale.ticks.length === 0) return
  scale.afterBuildTicks()
  scale.generateTickLabels(scale.ticks)
}

/** A linear axis for any two finite ends. Its marks are those of `afterBuildTicks` alone. */
export class ExactScale extends LinearScale {
  static override id = 'exact'

  override buildTicks() {
    return []
  }
  override configure(): void {
    super.configure()
    settle(this)
  }
  override getPixelForValue(value: number): number {
    return this.getPixelForDecimal(shareOf(value, [this.min, this.max]))
  }
  override getValueForPixel(pixel: number): number {
    return valueAt(this.getDecimalForPixel(pixel), [this.min, this.max])
  }
}

/** A logarithmic axis for any two ends above 0. Its marks are those of `afterBuildTicks` alone. */
export class ExactLogScale extends LogarithmicScale {
  static override id = 'exact-log'

  override buildTicks() {
    return []
  }
  override configure(): void {
    super.configure()
    settle(this)
  }
}
