/** A project of one package with Plateau's own set-up scripts, in a folder and with a cache of its own. */
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packageName, packageVersion } from './registry'

const root = resolve(import.meta.dirname, '../../..')

export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'plateau-project-'))
  readonly cache = join(this.folder, 'user-cache')
  readonly #registry: string
  #started = 0

  constructor(registry: string, integrity: string) {
    this.#registry = registry
    for (const part of ['scripts', 'src-main/platform', '.npmrc'])
      cpSync(join(root, part), join(this.folder, part), { recursive: true })
    const dependencies = { [packageName]: packageVersion }
    const manifest = { name: 'project', version: '1.0.0', type: 'module', dependencies }
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(manifest))
    const lock = {
      name: manifest.name,
      version: manifest.version,
      lockfileVersion: 3,
      packages: { '': manifest, [`node_modules/${packageName}`]: { version: packageVersion, integrity } },
    }
    writeFileSync(join(this.folder, 'package-lock.json'), JSON.stringify(lock))
  }

  /** What the package of the lock file holds; null where it is not installed. */
  installed(): string | null {
    const path = join(this.folder, 'node_modules', packageName, 'contents.txt')
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  }

  /** Temporary folders of set-up that are there. */
  temporary(): string[] {
    const folder = join(this.folder, '.cache')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  /**
   * Starts a module with the project's scripts in reach, by a shell that stays its parent, as npm does.
   * @param program its text; imports are relative to the project
   */
  start(program: string) {
    const entry = join(this.folder, `entry-${(this.#started += 1)}.mjs`)
    writeFileSync(entry, program)
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${entry}"; exit $?`], {
      cwd: this.folder,
      env: {
        ...process.env,
        PLATEAU_CACHE: this.cache,
        npm_config_registry: this.#registry,
        npm_config_cache: join(this.folder, 'npm-cache'),
        npm_lifecycle_event: 'setup',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    const ended = new Promise<{ code: number | null; output: string }>((done) => {
      shell.once('close', (code) => done({ code, output }))
    })
    /** Sends a signal to the script alone, below its shell. */
    const signal = (name: NodeJS.Signals) => {
      const script = this.#processes().find(
        ({ command }) => command.startsWith(process.execPath) && command.includes(entry),
      )
      if (script === undefined) throw new Error(`${entry} does not run.`)
      process.kill(script.pid, name)
    }
    return { shell, ended, signal, output: () => output }
  }

  /** The command lines of the processes that were started here and still run. */
  running = (): string[] => this.#processes().map(({ command }) => command)

  /** Whatever works in the project's folder is ours: npm's command line does not say whose it is. */
  #processes() {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(this.folder)) return []
          return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
        } catch {
          // It ended while it was looked at, or has ended and waits for its parent.
          return []
        }
      })
  }

  remove() {
    for (const { pid } of this.#processes()) process.kill(pid, 'SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

export { until } from '../../support/wait'
