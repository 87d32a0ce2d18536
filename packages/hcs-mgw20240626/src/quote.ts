/** Characters that nobody sees, or that change how the others are seen. */
const INVISIBLE = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu

/** A value in a message: what is odd about it becomes visible, and it cannot fill the log. */
export function quote(value: string): string {
  const text = value.length > 200 ? `${value.slice(0, 200)}…` : value
  return JSON.stringify(text).replace(INVISIBLE, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
    ).join('')
  )
}
