import { setSecret } from '@actions/core'

/** Credentials have at least 24 characters. A shorter secret could match parts of ordinary words. */
const MIN_LENGTH = 6

const masked = new Set<string>()
/** The secrets and their encoded forms, the longest first. */
let forms: string[] = []

/** Masks a secret in the log, and in every text that goes through `redact`. */
export function mask(secret: string): void {
  if (secret === '' || masked.has(secret)) return
  masked.add(secret)
  setSecret(secret)
  if (secret.length < MIN_LENGTH) return
  const encoded = [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]
  // Replacing a shorter secret first would leave the rest of a longer one readable.
  forms = [...new Set([...forms, ...encoded])].sort((a, b) => b.length - a.length)
}

/** Replaces the secrets in untrusted text, because the runner masks only the log, not outputs and the summary. */
export function redact(text: string): string {
  return forms.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
