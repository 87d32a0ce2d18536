import { expect } from '@jest/globals'

/** Checks the CPU time that a function takes. A busy machine makes it longer, so one of three runs is enough. */
export function expectCpuTime(run: () => void, seconds: number): void {
  const times: number[] = []
  while (times.length < 3 && !times.some((time) => time < seconds)) {
    const before = process.cpuUsage()
    run()
    times.push(process.cpuUsage(before).user / 1e6)
  }
  expect(Math.min(...times)).toBeLessThan(seconds)
}
