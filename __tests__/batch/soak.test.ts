import { expect, test } from '@jest/globals'
import type { Failure } from 'mgw-emulator'
import { SOAK_FAULTS } from '../../scripts/soak-faults.ts'
import { numbered, runBatch } from '../support/run-batch.ts'

/** A seeded generator of pseudorandom numbers from 0 to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Starts 40 jobs at a service that runs 5 of them at a time and fails one request in three. */
function runSoak(seed: number, cancelAt?: number) {
  const next = random(seed)
  const failing = (): Failure | undefined => {
    if (next() >= 1 / 3) return undefined
    return { fault: SOAK_FAULTS[Math.floor(next() * SOAK_FAULTS.length)] ?? '500-xml', retryAfterSeconds: 1 }
  }
  return runBatch({
    jobs: numbered(40),
    wait: { until: 'finished', timeoutSeconds: 7200 },
    inputs: { maxAttempts: 8, timeoutSeconds: 600 },
    emulator: { maxRunningJobs: 5, failing },
    prepare(_, clock, cancel) {
      if (cancelAt !== undefined) clock.at(cancelAt, cancel)
    }
  })
}

test.each([1, 2])('starts no job twice and reports each as the service has it (seed %s)', async (seed) => {
  const { jobs, emulator, codes } = await runSoak(seed)
  expect(jobs).toHaveLength(40)
  for (const { name, result } of jobs) {
    const job = emulator.job(name)
    expect([name, (job?.starts ?? 0) <= 1]).toEqual([name, true])
    // An unknown outcome is allowed; a reported one must be true.
    if (result.changed === undefined) continue
    expect([name, result.changed]).toEqual([name, job?.starts === 1])
    if (codes[name] === '') expect([name, result.job?.status]).toEqual([name, job?.status])
  }
  // A start whose response is lost is never sent again, so it can stay unknown.
  const explained = jobs.filter(({ name, result }) => codes[name] === '' || result.changed === undefined)
  expect(explained.length).toBeGreaterThanOrEqual(35)
})

test.each([3, 4])('reports each job as the service has it after a cancellation (seed %s)', async (seed) => {
  const { jobs, emulator, codes, printed } = await runSoak(seed, 200_000)
  expect(printed).toHaveLength(40)
  expect(Object.values(codes)).toContain('CancelOperation')
  expect(Object.values(codes)).toContain('ImportJobConcurrencyExceed')
  for (const { name, result } of jobs) {
    const starts = emulator.job(name)?.starts ?? 0
    expect([name, starts <= 1]).toEqual([name, true])
    if (result.changed === undefined) continue
    expect([name, result.changed]).toEqual([name, starts === 1])
  }
})
