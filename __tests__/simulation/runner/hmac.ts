/** A fast replacement for HMAC, which takes half of the run time. The simulation doesn't verify signatures. */
export function createHmac(_algorithm: string, key: string | Uint8Array): Hmac {
  return new Hmac(toBytes(key))
}

class Hmac {
  #state = 2166136261

  constructor(key: Uint8Array) {
    this.#mix(key)
  }

  update(data: string | Uint8Array): this {
    this.#mix(toBytes(data))
    return this
  }

  digest(encoding?: BufferEncoding): Buffer | string {
    const bytes = Buffer.alloc(32)
    for (let place = 0; place < 32; place += 4) bytes.writeInt32BE(this.#step(place), place)
    return encoding === undefined ? bytes : bytes.toString(encoding)
  }

  #mix(bytes: Uint8Array): void {
    for (const byte of bytes) this.#step(byte)
  }

  /** FNV-1a */
  #step(byte: number): number {
    this.#state = Math.imul(this.#state ^ byte, 16777619)
    return this.#state
  }
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}
