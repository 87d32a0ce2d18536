import { describe, expect, test } from '@jest/globals'
import { type Outcome, runBatch } from './batch.ts'
import { replay } from './summary.ts'

/** The number of seeds to run. */
const SEEDS = 5000

/** Seeds beyond these that have found a defect: a crash, a second start, another round's end, an end that nobody noticed. */
const FOUND = [
  110_889, 123_595, 124_366, 125_513, 24_754, 10_058, 14_541, 17_645, 22_101, 25_687, 28_128, 34_606, 60_375, 71_269,
  223_478, 316_588, 300_779, 301_051, 307_096, 308_544, 310_329, 313_541, 315_464, 315_542, 316_917, 317_672, 320_906,
  328_825, 329_498, 329_723, 337_937, 341_685, 345_462, 347_757, 209_236, 209_579, 201_337, 44_631, 66_048, 33_719,
  40_255, 1_001_530, 1_006_454, 1_009_951, 1_012_226, 1_018_832, 1_023_921, 2_003_397, 2_006_799, 2_007_159, 2_008_090,
  2_007_322, 2_015_137, 3_009_619, 3_013_116, 3_015_211, 3_015_396, 3_018_253, 3_020_813, 3_021_219, 3_022_998,
  3_024_104, 6_001_702, 30_003_433, 30_003_797, 30_006_929, 30_008_345, 40_010_698, 40_011_429, 40_016_782, 40_017_302,
  50_008_994, 50_016_969, 50_011_964, 50_008_602, 70_004_049, 80_011_258, 90_004_973, 90_005_106, 90_017_303,
  90_025_343, 90_042_173, 90_045_041, 110_048_438, 110_074_784, 110_085_140, 120_002_536, 120_032_376, 130_023_284,
  130_043_656, 130_047_079, 130_054_327, 140_036_248, 140_065_087, 140_085_050, 140_097_170, 150_003_072, 150_015_603
]

const seeds = Array.from({ length: SEEDS }, (_, seed) => seed)
const outcomes = await runBatch({ seeds: [...seeds, ...FOUND] }, 2)

/** The lies, each with the command that replays it. */
function lies(all: Outcome[]): string[] {
  return all.flatMap(({ seed, findings }) =>
    findings
      .filter(({ severity }) => severity === 'lie')
      .map(({ kind, job, text }) => `${replay(seed)}  # ${kind} ${job}: ${text}`)
  )
}

describe('the built action in simulated worlds', () => {
  test('reports nothing false', () => expect(lies(outcomes)).toEqual([]))

  test('knows what it changed unless an answer was lost', () => {
    const reports = outcomes.reduce((sum, { reports: count }) => sum + count, 0)
    const unknown = outcomes.reduce((sum, { unknown: count }) => sum + count, 0)
    expect(unknown / reports).toBeLessThan(0.08)
  })

  test('sends requests and succeeds in a fair share of them', () => {
    const good = outcomes.filter(({ successes }) => successes > 0)
    expect(good.length).toBeGreaterThan(SEEDS / 3)
    expect(outcomes.filter(({ requests }) => requests > 0).length).toBeGreaterThan(SEEDS * 0.9)
  })

  test('is deterministic', async () => {
    const some = seeds.filter((seed) => seed % 50 === 0)
    // A different order in a single thread would expose state shared between runs.
    const again = await runBatch({ seeds: [...some].reverse() })
    expect(again.reverse().map(({ digest }) => digest)).toEqual(some.map((seed) => outcomes[seed]?.digest))
  })
})
