import { expect, test } from '@jest/globals'
import type { Failure } from 'mgw-emulator'
import { SOAK_FAULTS } from '../../scripts/soak-faults.ts'
import { numbered, playMany } from '../support/many.ts'

/** Numbers from 0 to 1 that look random, and are the same for a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function play(seed: number, cancelAt?: number) {
  const next = random(seed)
  const failing = (): Failure | undefined => {
    if (next() >= 1 / 3) return undefined
    return { fault: SOAK_FAULTS[Math.floor(next() * SOAK_FAULTS.length)] ?? '500-xml', retryAfterSeconds: 1 }
  }
  return playMany({
    jobs: numbered(40),
    wait: { until: 'finished', timeoutSeconds: 7200 },
    inputs: { maxAttempts: 8, timeoutSeconds: 600 },
    emulator: { maxRunningJobs: 5, failing },
    prepare(_, clock, cancel) {
      if (cancelAt !== undefined) clock.at(cancelAt, cancel)
    }
  })
}

test.each([1, 2])(
  '40 jobs, a limit of 5, one request in three failing: none is lost, none is started twice (%s)',
  async (seed) => {
    const { jobs, emulator, codes } = await play(seed)
    expect(jobs).toHaveLength(40)
    for (const { name, result } of jobs) {
      const job = emulator.job(name)
      expect([name, (job?.starts ?? 0) <= 1]).toEqual([name, true])
      // In doubt, the table says that it does not know; else it is as the service has it.
      if (result.error !== undefined && result.changed === undefined) continue
      expect([name, result.changed]).toEqual([name, job?.starts === 1])
      if (codes[name] === '') expect([name, result.job?.status]).toEqual([name, job?.status])
    }
    expect(Object.values(codes).filter((code) => code === '').length).toBeGreaterThanOrEqual(35)
  }
)

test.each([3, 4])('a cancel in the midst of it: the table is what the service has (%s)', async (seed) => {
  const { jobs, emulator, codes, told } = await play(seed, 200_000)
  expect(told).toHaveLength(40)
  expect(Object.values(codes)).toContain('CancelOperation')
  expect(Object.values(codes)).toContain('ImportJobConcurrencyExceed')
  for (const { name, result } of jobs) {
    const starts = emulator.job(name)?.starts ?? 0
    expect([name, starts <= 1]).toEqual([name, true])
    if (result.changed === undefined) continue
    expect([name, result.changed]).toEqual([name, starts === 1])
  }
})
