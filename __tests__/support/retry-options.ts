import { correctingClockSkew } from '../../src/retry/clock-skew.ts'
import { startDeadline } from '../../src/retry/deadline.ts'
import type { RetryOptions } from '../../src/retry/retry.ts'
import type { Logger } from '../../src/runner/logger.ts'
import { type TestClock, testClock } from './clock.ts'

/** What a run has said on the way. */
export interface Said extends Logger {
  readonly lines: string[]
  readonly notices: string[]
  readonly warnings: string[]
}

export function collectingLogger(): Said {
  const [lines, notices, warnings]: [string[], string[], string[]] = [[], [], []]
  return {
    lines,
    notices,
    warnings,
    info: (line) => void lines.push(line),
    notice: (text) => void notices.push(text),
    warning: (text) => void warnings.push(text)
  }
}

/** Retries as a step has them by default, on a clock that the test moves. */
export interface TestRetries extends RetryOptions {
  clock: TestClock
  logger: Said
  /** Cancels the workflow. */
  cancel(): void
}

export function testRetries(
  { maxAttempts = 4, seconds = 120, clock = testClock() } = {} as {
    maxAttempts?: number
    seconds?: number
    clock?: TestClock
  }
): TestRetries {
  const controller = new AbortController()
  const logger = collectingLogger()
  return {
    maxAttempts,
    deadline: startDeadline('timeout-seconds', seconds, clock),
    signal: controller.signal,
    clock,
    signed: correctingClockSkew(logger, clock.date),
    logger,
    cancel: () => controller.abort()
  }
}
