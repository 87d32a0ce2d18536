import { setSecret } from '@actions/core'

/** What is this short is no key (keys have 24 characters and more), but may be part of many a word. */
const MIN_LENGTH = 6

const masked = new Set<string>()
/** The secrets, and how else they may be written, the longest first. */
let forms: string[] = []

/** Tells the runner to mask a secret wherever it would be shown. */
export function mask(secret: string): void {
  if (secret === '' || masked.has(secret)) return
  masked.add(secret)
  setSecret(secret)
  if (secret.length < MIN_LENGTH) return
  const written = [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]
  // A secret that is part of another must not leave the rest of it behind.
  forms = [...new Set([...forms, ...written])].sort((a, b) => b.length - a.length)
}

/**
 * Takes every secret out of a text that this action did not write, as it is and encoded: the runner masks the log only,
 * not outputs and summary.
 */
export function redact(text: string): string {
  return forms.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
