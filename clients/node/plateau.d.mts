export type InitOptions = {
  /** Plateau's folder; PLATEAU_HOME or the platform's place for data unless given. */
  readonly home?: string
  /** Of a run that goes on; PLATEAU_RUN, or a new one, unless given. */
  readonly id?: string
  readonly project?: string
  readonly name?: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly tags?: readonly string[]
  /** Markdown. */
  readonly notes?: string
  readonly group?: string
  readonly stepsAreEpochs?: boolean
  /** This process joins the attempt of the one that started it (PLATEAU_ATTEMPT), and does not end it. */
  readonly join?: boolean
  /** Called once when somebody asks the run to stop; the process gets SIGINT unless given. */
  readonly onStop?: () => void
}

export type AtStep = { readonly step?: number | undefined }
export type MetricOptions = {
  readonly direction?: 'lower' | 'higher' | 'none'
  readonly unit?: string
  /** Key of the metric that is its x axis. */
  readonly step?: string
  readonly goal?: number
  readonly hidden?: boolean
}
export type Level = 'debug' | 'info' | 'warning' | 'error'

export type Run = {
  readonly id: string
  readonly attempt: number
  readonly folder: string
  /** Numbers at a step: the next one unless given. Texts are kept as media. */
  log(values: Readonly<Record<string, unknown>>, options?: AtStep): void
  config(config: Readonly<Record<string, unknown>>): void
  summary(summary: Readonly<Record<string, unknown>>): void
  defineMetric(key: string, options?: MetricOptions): void
  text(key: string, text: string, options?: AtStep): void
  /** One edge more than counts. */
  histogram(
    key: string,
    histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] },
    options?: AtStep,
  ): void
  table(
    key: string,
    table: { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] },
    options?: AtStep,
  ): void
  image(
    key: string,
    bytes: Uint8Array,
    options: AtStep & {
      readonly format: 'png' | 'jpeg' | 'gif' | 'webp'
      readonly width: number
      readonly height: number
      readonly caption?: string
      readonly index?: number
    },
  ): void
  /** A file beside the run: copied, or by reference. */
  save(path: string, options?: { readonly name?: string; readonly copy?: boolean }): void
  /** Lines of the run's log. */
  print(lines: string | readonly string[], level?: Level): void
  alert(title: string, text?: string, level?: Exclude<Level, 'debug'>): void
  /** Called by itself when the process ends. */
  finish(reason?: 'completed' | 'stopped' | 'failed'): void
}

export const version: string
export function defaultHome(): string
export function init(options?: InitOptions): Run

/** The bytes of one binary journal. */
export function createEncoder(): {
  record(record: object): Buffer
  points(step: number, time: number, values: readonly (readonly [string, number])[]): Buffer
}
