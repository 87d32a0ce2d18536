import { getInput } from '@actions/core'
import { DEFAULTS, type InputName } from './contract.ts'

/** A trimmed environment variable; empty if it isn't set. */
export function environment(name: string): string {
  return process.env[name]?.trim() ?? ''
}

/** A trimmed input; the default from action.yml if it is empty or not set. */
export function input(name: InputName): string {
  return getInput(name) || (DEFAULTS[name] ?? '')
}

/** An input with its leading and trailing whitespace. */
export function rawInput(name: InputName): string {
  return getInput(name, { trimWhitespace: false })
}

/** The names of all inputs with a value, in lower case, including those that action.yml doesn't declare. */
export function givenInputNames(): string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('INPUT_') && value?.trim() ? [name.slice('INPUT_'.length).toLowerCase()] : []
  )
}
