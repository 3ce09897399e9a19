/** A grid of runs that Plateau trains: any of their settings. */
import type { Plan } from '@contract/api'
import { builtInArchitectures, type SettingKey } from '@contract/config'
import type { Axis, GridAxis } from '@contract/grid'
import { settingFields } from '@contract/settings'
import type { Client } from '@contract/transport'
import { describeBasis } from '@panels/words/estimate-words'
import { formatBytes } from '@panels/words/format'
import type { GridStart } from '../../state/router.svelte'
import {
  addableKeys,
  choicesLeft,
  describeProduct,
  describeRest,
  describeRun,
  firstValue,
  isLeadingKey,
  readGrid,
  readValue,
  showValue,
  toMatrix,
  typedBeside,
  type OwnArchitectures,
  type SettingsRun,
} from './grid-draft'
import type { GridPlan, GridRun, GridSubject } from './grid-subject'

// The sheet gives back the axes and runs that it got from here.
const ownAxes = (axes: readonly Axis[]) => axes as readonly GridAxis[]
const own = (run: GridRun) => run as SettingsRun

type Known = {
  /** Of the machine, in bytes; 0 while it is not known. */
  readonly memory: () => number
  /** Architectures of one's own. */
  readonly architectures: () => OwnArchitectures
}

/** @param project the id of the one that its runs go to */
export function settingsSubject(
  client: Client,
  project: string,
  start: GridStart,
  { memory, architectures }: Known,
): GridSubject {
  const configsOf = (runs: readonly GridRun[]) => runs.map((run) => own(run).config)
  return {
    label: start.label,
    axes: start.axes,
    nameOf: (key) => settingFields[key as SettingKey].label,
    isLeading: isLeadingKey,
    addable: (axes) => addableKeys(ownAxes(axes)),
    typedBeside: (key) => typedBeside(key as SettingKey),
    choicesLeft: (axis) => choicesLeft(axis as GridAxis, architectures()),
    show: (key, value) => showValue(key as SettingKey, value),
    firstValue: (key, axes) => firstValue(key as SettingKey, { base: start.base, axes: ownAxes(axes) }),
    read: (axis, text) => readValue(axis as GridAxis, text),
    expand: (axes, order) => readGrid(start.base, ownAxes(axes), order, architectures()),
    describeProduct: (axes, count) => describeProduct(ownAxes(axes), count),
    describeRest: (run, axes) => describeRest(own(run).config, ownAxes(axes)),
    matrix(runs, axes) {
      const { losses, rows } = toMatrix(runs.map(own), ownAxes(axes))
      return {
        corner: 'Architecture',
        columns: losses.map(({ name, kind }) => ({ name, loss: kind })),
        rows: rows.map(({ architecture, cells }) => ({
          name: architecture,
          slot: slotOf(architecture),
          cells: cells.map(({ loss, lines }) => ({ column: loss, lines })),
        })),
      }
    },
    describeRun: (run) => describeRun(own(run)),
    chipNoun: 'seed',
    chipOf: (run) => String(own(run).config.seed),
    plan: async (runs) => gridPlan(await client.request('runs.plan', { configs: configsOf(runs), project }), memory()),
    launch: async (runs, place) =>
      (await client.request('runs.launch', { configs: configsOf(runs), place, project })).runs,
  }
}

/** A built-in one has a colour of its own, all others the next. */
function slotOf(architecture: string): number {
  const place = builtInArchitectures.indexOf(architecture)
  return place < 0 ? builtInArchitectures.length : place
}

/** @param memory of the machine, in bytes; 0 while it is not known */
function gridPlan(plan: Plan, memory: number): GridPlan {
  const { plans, totalSeconds, startsInSeconds, diskBytes, memoryBytes, freeDiskBytes } = plan
  return {
    runs: plans.map(({ estimatedSeconds, sameAs }) => ({ seconds: estimatedSeconds, sameAs })),
    totalSeconds,
    startsInSeconds,
    takes: `about ${formatBytes(diskBytes.whileTraining)} of checkpoints`,
    facts: [
      { label: 'Checkpoints', value: formatBytes(diskBytes.whileTraining) },
      { label: 'Memory', value: formatBytes(memoryBytes) },
    ],
    help: `The time is ${describeBasis(plans)}. ${formatBytes(diskBytes.kept)} of checkpoints are kept after all runs complete; ${formatBytes(freeDiskBytes)} of disk space is free.`,
    warnings: [
      ...(diskBytes.whileTraining > freeDiskBytes
        ? ['There is not enough disk space for these checkpoints. Free some space or exclude runs.']
        : []),
      ...(memory > 0 && memoryBytes > memory
        ? ['This needs more memory than this machine has. Train fewer runs at once.']
        : []),
    ],
  }
}
