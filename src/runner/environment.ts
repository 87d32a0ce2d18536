import { getInput } from '@actions/core'
import { DEFAULTS, type InputName } from './contract.ts'

/** An environment variable without the spaces around it. Empty is the same as not set. */
export function environment(name: string): string {
  return process.env[name]?.trim() ?? ''
}

/** An input without the spaces around it. Empty is the same as not set, and then it is action.yml's default. */
export function input(name: InputName): string {
  return getInput(name) || (DEFAULTS[name] ?? '')
}

/** An input as it was written, with the spaces and line breaks around it. */
export function rawInput(name: InputName): string {
  return getInput(name, { trimWhitespace: false })
}

/** The names of the inputs that this step was given a value for, as the runner passes them: `INPUT_` and upper case. */
export function givenInputs(): string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('INPUT_') && value?.trim() ? [name.slice('INPUT_'.length).toLowerCase()] : []
  )
}
