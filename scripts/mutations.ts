/**
 * `npm run mutations`: breaks src in a temporary copy, one break at a time, and lists those that no test notices. Options:
 * `--file src/job/rounds.ts` (only this file; can be repeated), `--every 3` (a sample), `--quick` (only the quick tests
 * of each file), `--runs 1000` (simulated runs for each break that no test has noticed). Exits with 1 if more than 3 % go unnoticed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './action-yml.ts'
import { BREAKS, type Break, TESTS, type Tests } from './mutations/breaks.ts'

/** Longer than any of these commands takes. A break can cause an endless loop. */
const TIMEOUT = 5 * 60_000
const NOT_COPIED = ['.git', 'build', 'node_modules']

const { values } = parseArgs({
  options: {
    file: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' }
  }
})
const all = Object.entries(BREAKS)
  .filter(([file]) => values.file?.includes(file) ?? true)
  .flatMap(([file, breaks]) => breaks.map((one) => ({ file, one })))
  .filter((_, index) => index % Number(values.every) === 0)
const outdated = all.filter(({ file, one: [text] }) => readFileSync(join(root, file), 'utf8').split(text).length !== 2)
if (outdated.length > 0) {
  const list = outdated.map(({ file, one }) => `  ${file}: ${JSON.stringify(one[0])}`).join('\n')
  console.error(`The text of these breaks doesn't occur exactly once. Update scripts/mutations/breaks.ts:\n${list}`)
  process.exit(1)
}

const copy = mkdtempSync(join(tmpdir(), 'mgw-mutations-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
cpSync(root, copy, { recursive: true, filter: (path) => !NOT_COPIED.includes(relative(root, path)) })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

// Otherwise, a test that fails anyway would seem to notice every break.
const failing = await firstFailing(stagesFor([...new Set(all.map(({ file }) => file))]))
if (failing !== undefined) {
  console.error(`Without any break, ${failing} failed. Run npm test.`)
  process.exit(1)
}

let noticed = 0
for (const { file, one } of all) {
  const noticedBy = await check(file, one)
  console.log(`${noticedBy === undefined ? 'SURVIVED' : 'noticed '} ${describe(file, one)}  # ${noticedBy ?? ''}`)
  if (noticedBy !== undefined) noticed++
}
console.log(`${noticed} of ${all.length} breaks were noticed (${((100 * noticed) / all.length).toFixed(1)} %).`)
if (noticed < 0.97 * all.length) process.exitCode = 1

/** Returns what noticed a break. */
async function check(file: string, [text, replacement]: Break): Promise<string | undefined> {
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  // A function, because `$` is special in a string.
  writeFileSync(
    path,
    source.replace(text, () => replacement)
  )
  const noticedBy = await firstFailing(stagesFor([file]))
  writeFileSync(path, source)
  return noticedBy
}

type Stage = [name: string, isPassed: () => Promise<boolean>]

async function firstFailing(stages: readonly Stage[]): Promise<string | undefined> {
  for (const [name, isPassed] of stages) if (!(await isPassed())) return name
  return undefined
}

/** What can notice a break of these files, in order. */
function stagesFor(files: readonly string[]): Stage[] {
  const testsOf = (stage: keyof Tests): string[] => [...new Set(files.flatMap((file) => TESTS[file]?.[stage] ?? []))]
  const quick = (): Promise<boolean> => passesTests(testsOf('quick'))
  if (values.quick) return [['quick tests', quick]]
  return [
    ['quick tests', quick],
    ['other tests', () => passesTests(testsOf('more'))],
    ['the compiler', () => passes('scripts/build.ts')],
    ['tests of dist', () => passesTests(testsOf('built'))],
    ['the simulation', () => passes('scripts/simulate.ts', '--workers', '1', '--runs', values.runs)]
  ]
}

async function passesTests(tests: readonly string[]): Promise<boolean> {
  if (tests.length === 0) return true
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const files = tests.map((name) => `__tests__/${name}`)
  return passes(...options, 'node_modules/jest/bin/jest.js', '--ci', '--bail', '--runInBand', ...files)
}

/** Whether a program passes in the copy. At the timeout and on exit, the programs that it started are killed with it. */
async function passes(...options: string[]): Promise<boolean> {
  const child = spawn(process.execPath, options, { cwd: copy, detached: true, stdio: 'ignore' })
  const kill = (): boolean => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  const timer = setTimeout(kill, TIMEOUT)
  process.on('exit', kill)
  const [code] = await once(child, 'exit')
  process.off('exit', kill)
  clearTimeout(timer)
  return code === 0
}

function describe(file: string, [text, replacement]: Break): string {
  return `${file}: ${JSON.stringify(text)} -> ${JSON.stringify(replacement)}`
}
