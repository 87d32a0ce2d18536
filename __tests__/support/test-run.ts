import { ClockSkew } from '../../src/retry/clock-skew.ts'
import type { RetryPolicy } from '../../src/retry/retry.ts'
import { type Limits, startDeadline } from '../../src/runner/clock.ts'
import type { Logger } from '../../src/runner/logger.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

export interface CollectingLogger extends Logger {
  readonly lines: string[]
  readonly notices: string[]
  readonly warnings: string[]
}

export function collectingLogger(): CollectingLogger {
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

/** A step's retry policy and limits, on a fake clock. */
export interface TestRun {
  policy: RetryPolicy & { clock: FakeClock; logger: CollectingLogger }
  limits: Limits
  clock: FakeClock
  logger: CollectingLogger
  /** Cancels the workflow. */
  cancel(): void
}

export function testRun(
  { maxAttempts = 4, seconds = 120, clock = fakeClock() } = {} as {
    maxAttempts?: number
    seconds?: number
    clock?: FakeClock
  }
): TestRun {
  const controller = new AbortController()
  const logger = collectingLogger()
  return {
    policy: {
      maxAttempts,
      maxDelay: Number.POSITIVE_INFINITY,
      clock,
      logger,
      clockSkew: new ClockSkew(logger)
    },
    limits: { deadline: startDeadline('timeout-seconds', seconds, clock), signal: controller.signal },
    clock,
    logger,
    cancel: () => controller.abort()
  }
}
