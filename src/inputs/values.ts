import { invalid } from '../action-error.ts'
import { DEFAULTS, INPUTS, type InputName } from '../runner/contract.ts'
import { environment, input } from '../runner/environment.ts'
import { didYouMean, quote } from '../text.ts'

// In this folder, a function that reads an input throws an ActionError `InvalidArgument` if the input is invalid.

export function readNumber(name: InputName, min: number, max: number): number {
  const text = input(name)
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw invalid(`${name} is ${quote(text)}, but it must be a whole number from ${min} to ${max}.${roundingHint(text)}`)
}

/** @param rule the pattern in words, for the message */
export function readMatching(name: InputName, pattern: RegExp, rule: string): string {
  const text = input(name)
  if (pattern.test(text)) return text
  throw invalid(`${name} is ${quote(text)}, but it must ${rule}.${roundingHint(text)}`)
}

export function readBoolean(name: InputName): boolean {
  return readMatching(name, /^(true|false)$/i, 'be true or false').toLowerCase() === 'true'
}

/** A hint to append to a message if YAML has rounded a long number, as in `1.23456789012346E+15`; otherwise empty. */
export function roundingHint(text: string): string {
  return /^\d(\.\d+)?E\+\d+$/i.test(text) ? ' YAML seems to have rounded a long number: put it in quotes.' : ''
}

/**
 * Rejects an input that is written with `_` instead of `-`. The runner's own warning is easy to miss, and with
 * `dry_run: true` the step would change the job. A workflow's own variable can have the same name, as in
 * `env: INPUT_JOB_NAME`, so it is accepted if the input itself is set.
 */
export function validateInputNames(): void {
  for (const variable of Object.keys(process.env).filter((one) => one.startsWith('INPUT_'))) {
    const name = variable.slice('INPUT_'.length).toLowerCase()
    const known = name.includes('_') && INPUTS.find((one) => one === name.replaceAll('_', '-'))
    // The runner sets an input with a default even if the step doesn't.
    if (!known || input(known) !== (DEFAULTS[known] ?? '') || environment(variable) === '') continue
    throw invalid(
      `${name} is not an input. ${didYouMean(known)} If your workflow sets the environment variable INPUT_${name.toUpperCase()} for another purpose, rename it.`
    )
  }
}
