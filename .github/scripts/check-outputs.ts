/**
 * Checks the outputs of a step that ran this action. OUTPUTS contains them as JSON. EXPECTED has a line `name: regex` for
 * each output that isn't empty; the regular expression must match the whole value. Exits with 1 if an output doesn't
 * match, isn't declared in action.yml, or isn't set.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const { OUTPUTS = '', EXPECTED = '' } = process.env
const action = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8'))
const outputs: Record<string, string> = JSON.parse(OUTPUTS)
const expected: Record<string, string> = Object.fromEntries(
  EXPECTED.split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
)

const names = new Set([...Object.keys(action.outputs), ...Object.keys(outputs), ...Object.keys(expected)])
for (const name of names) {
  const value = outputs[name]
  const pattern = expected[name] ?? ''
  if (!(name in action.outputs)) reportError(`${name} is not declared in action.yml.`)
  else if (value === undefined) reportError(`${name} was not set.`)
  else if (!new RegExp(`^(?:${pattern})$`, 's').test(value))
    reportError(`${name} is ${JSON.stringify(value)}, but should match ${JSON.stringify(pattern)}.`)
}
if (process.exitCode === undefined) console.log(`All ${names.size} outputs are as expected.`)

function reportError(text: string): void {
  console.error(text)
  process.exitCode = 1
}
