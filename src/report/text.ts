import { identifier } from '@alicloud/hcs-mgw20240626'

/** A word of the service, such as a state, if it is one. */
export function plain(word: string | undefined): string {
  return identifier(word) ?? ''
}

/** The beginning of a text that has more than `most` characters, and how long it is. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters in all)`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
