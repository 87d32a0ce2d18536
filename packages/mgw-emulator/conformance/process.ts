import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

/** Removes the proxy variables: the SDKs use a proxy even for 127.0.0.1. */
function withoutProxies(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)))
}

/** Runs a program to its end. @throws Error with what it printed if it fails or can't be started */
export async function run(program: string, args: string[], cwd?: string): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed:\n${stderr || stdout}`)
}

/** Writes a bigint as a JSON number with all its digits. */
function withLargeIntegers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value
}

/** A program that answers each line of JSON with one. */
export interface Dialog {
  /** Writes a line without waiting for an answer. */
  write(value: unknown): void
  /** @throws Error if the program ends instead of answering */
  ask(question: unknown): Promise<unknown>
  close(): void
}

/** Starts a program for a dialog. What it writes to stderr is shown. */
export function startDialog(program: string, args: string[]): Dialog {
  const child = spawn(program, args, { env: withoutProxies(), stdio: ['pipe', 'pipe', 'inherit'] })
  // A program that ends early is reported by the missing answer.
  child.stdin.on('error', () => {})
  child.on('error', () => {})
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const write = (value: unknown): void => {
    child.stdin.write(`${JSON.stringify(value, withLargeIntegers)}\n`)
  }
  return {
    write,
    async ask(question) {
      write(question)
      const { value, done } = await answers.next()
      if (done) throw new Error(`${program} ended without an answer to ${JSON.stringify(question)}`)
      return JSON.parse(value)
    },
    close() {
      child.stdin.end()
    }
  }
}
