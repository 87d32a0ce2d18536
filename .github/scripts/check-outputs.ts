/**
 * Checks the outputs of a step that ran this action. OUTPUTS is their JSON. EXPECTED has a line for each output that
 * is not empty: its name, a colon, and the regular expression that it must match as a whole. Exits with 1 when one
 * does not, or is not declared, or is declared and not set.
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
  if (!(name in action.outputs)) complain(`${name} is not declared in action.yml.`)
  else if (value === undefined) complain(`${name} was not set.`)
  else if (!new RegExp(`^(?:${pattern})$`, 's').test(value))
    complain(`${name} is ${JSON.stringify(value)}, but should match ${JSON.stringify(pattern)}.`)
}
if (process.exitCode === undefined) console.log(`All ${names.size} outputs are as they should be.`)

function complain(text: string): void {
  console.error(text)
  process.exitCode = 1
}
