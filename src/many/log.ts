import type { Logger } from '../runner/logger.ts'
import { redact } from '../runner/secrets.ts'
import { beginningOf } from '../text/words.ts'

/** What is said of one job of several: it is printed when that job has ended, so that nothing is mixed. */
export interface JobLog extends Logger {
  lines(): string[]
  /** The texts that are warnings, each once. */
  warnings(): string[]
}

/** How many lines are kept, from the beginning and from the end: however long a wait, memory stays flat. */
const FIRST = 40
const LAST = 120
/** How much of each text is kept, in characters: what the service wrote may be a megabyte. */
const MAX_TEXT = 2000

export function createJobLog(): JobLog {
  const first: string[] = []
  const last: string[] = []
  const said = new Set<string>()
  const warnings = new Set<string>()
  let left = 0
  const info = (text: string): void => {
    const line = short(text)
    if (first.length < FIRST) first.push(line)
    else last.push(line)
    if (last.length <= LAST) return
    last.shift()
    left += 1
  }
  /** Whoever is tried again is told the same again. */
  const once = (kind: string, whole: string): string => {
    const text = short(whole)
    if (!said.has(text)) info(`${kind}: ${text}`)
    said.add(text)
    return text
  }
  return {
    info,
    notice: (text) => void once('Notice', text),
    warning: (text) => void warnings.add(once('Warning', text)),
    lines: () => [...first, ...(left === 0 ? [] : [`(${left} lines left out)`]), ...last],
    warnings: () => [...warnings]
  }
}

/** Redacted before it is cut: what is left of a secret would not be found any more. */
function short(text: string): string {
  return text.length <= MAX_TEXT ? text : `${beginningOf(redact(text), MAX_TEXT)}…`
}
