/** Which axes of a line panel are logarithmic: as its specification says, or as the key L has chosen. */
import type { PanelSpec } from '@charts/panel'

export type PanelAxis = 'x' | 'y'

type Panel = {
  readonly spec: () => PanelSpec
  /** Whoever draws the panel changes it; without one it changes its own. */
  readonly onlog: () => ((isLog: boolean, axis: PanelAxis) => void) | undefined
  readonly say: (text: string) => void
}

export class PanelScales {
  readonly #panel: Panel
  /** Null until the key has chosen. */
  #own = $state.raw<Readonly<Record<PanelAxis, boolean | null>>>({ x: null, y: null })

  constructor(panel: Panel) {
    this.#panel = panel
  }

  readonly isLogX: boolean = $derived.by(() => this.#own.x ?? this.#panel.spec().logX === true)
  readonly isLogY: boolean = $derived.by(() => this.#own.y ?? this.#panel.spec().logY === true)

  /** The specification on these scales. @param isWhole without the range that y was given. */
  specOf(isWhole: boolean): PanelSpec {
    const { yRange, logX: _, logY, ...rest } = this.#panel.spec()
    // A range was chosen for one scale and says nothing about the other.
    const keepsRange = yRange !== undefined && !isWhole && this.isLogY === (logY === true)
    return {
      ...rest,
      ...(keepsRange ? { yRange } : {}),
      ...(this.isLogX ? { logX: true } : {}),
      ...(this.isLogY ? { logY: true } : {}),
    }
  }

  toggle(axis: PanelAxis): void {
    const { spec, onlog, say } = this.#panel
    if (axis === 'x' && spec().xKind === 'wall') {
      say('Wall time has no log scale')
      return
    }
    const wanted = !(axis === 'x' ? this.isLogX : this.isLogY)
    const tell = onlog()
    if (tell) tell(wanted, axis)
    else this.#own = { ...this.#own, [axis]: wanted }
    say(`${wanted ? 'Log' : 'Linear'} ${axis}`)
  }
}
