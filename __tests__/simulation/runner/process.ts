import { EventEmitter } from 'node:events'
import type { VirtualTime } from './time.ts'

/** A log line and its virtual time. */
export interface Line {
  at: number
  text: string
}

/** The outcome of the process. */
export interface Ending {
  /** `ended`: nothing left to do. `exit`: by `process.exit`. `killed`: by a signal. `crashed`: by an uncaught error. */
  how: 'ended' | 'exit' | 'killed' | 'crashed' | 'stuck'
  exitCode: number
  endedAt: number
  error?: string
}

/** The action's `process` object. */
export class SimulatedProcess extends EventEmitter {
  exitCode: number | string | undefined
  readonly env: Record<string, string | undefined>
  readonly lines: Line[] = []
  readonly #time: VirtualTime
  #open = ''
  #ending: Ending | undefined
  readonly platform = 'linux'
  readonly arch = 'x64'
  readonly version = 'v24.0.0'
  readonly versions = { ...process.versions, node: '24.0.0' }
  readonly release = { name: 'node' }
  readonly pid = 4242
  readonly argv = ['/usr/bin/node', '/action/dist/index.js']
  readonly execArgv: string[] = []
  readonly execPath = '/usr/bin/node'
  readonly stdout = { isTTY: false, write: (text: string) => this.#write(text) }
  readonly stderr = this.stdout
  readonly hrtime = Object.assign(
    (): [number, number] => [Math.floor(this.uptime()), Math.round((this.uptime() % 1) * 1e9)],
    { bigint: (): bigint => BigInt(Math.round(this.#time.now * 1e6)) }
  )
  readonly nextTick = process.nextTick
  readonly memoryUsage = process.memoryUsage

  constructor(time: VirtualTime, env: Record<string, string>) {
    super()
    this.#time = time
    this.env = { ...env }
  }

  get ending(): Ending | undefined {
    return this.#ending
  }

  uptime(): number {
    return this.#time.now / 1000
  }

  cwd(): string {
    return '/work'
  }

  emitWarning(): void {}

  exit(code?: number): void {
    if (code !== undefined) this.exitCode = code
    this.end('exit')
  }

  /** Ends the process. Later calls are ignored. */
  end(how: Ending['how'], error?: unknown): void {
    if (this.#ending !== undefined) return
    if (this.#open !== '') this.#write('\n')
    const exitCode = { ended: this.exitCode, exit: this.exitCode, killed: 130, crashed: 1, stuck: 1 }[how]
    this.#ending = {
      how,
      exitCode: Number(exitCode ?? 0),
      endedAt: this.#time.now,
      ...(error !== undefined && { error: error instanceof Error ? (error.stack ?? '') : String(error) })
    }
  }

  /** Delivers a signal, which kills a process without a listener. */
  signal(name: 'SIGINT' | 'SIGTERM'): void {
    if (!this.emit(name, name)) this.end('killed')
  }

  #write(text: string): boolean {
    const parts = (this.#open + text).split('\n')
    this.#open = parts.pop() ?? ''
    for (const part of parts) this.lines.push({ at: this.#time.now, text: part })
    return true
  }
}
