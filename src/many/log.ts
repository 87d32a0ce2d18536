import type { Logger } from '../runner/logger.ts'

/** What is said of one job of several: it is printed when that job has ended, so that nothing is mixed. */
export interface JobLog extends Logger {
  lines(): string[]
  /** The texts that are warnings, each once. */
  warnings(): string[]
}

/** How many lines are kept, from the beginning and from the end: however long a wait, memory stays flat. */
const FIRST = 40
const LAST = 120

export function createJobLog(): JobLog {
  const first: string[] = []
  const last: string[] = []
  const said = new Set<string>()
  const warnings = new Set<string>()
  let left = 0
  const info = (line: string): void => {
    if (first.length < FIRST) first.push(line)
    else last.push(line)
    if (last.length <= LAST) return
    last.shift()
    left += 1
  }
  /** Whoever is tried again is told the same again. */
  const once = (kind: string, text: string): void => {
    if (!said.has(text)) info(`${kind}: ${text}`)
    said.add(text)
  }
  return {
    info,
    notice: (text) => once('Notice', text),
    warning(text) {
      once('Warning', text)
      warnings.add(text)
    },
    lines: () => [...first, ...(left === 0 ? [] : [`(${left} lines left out)`]), ...last],
    warnings: () => [...warnings]
  }
}
