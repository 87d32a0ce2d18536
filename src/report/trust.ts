import { readFileSync } from 'node:fs'

/**
 * What is wrong with the file that NODE_EXTRA_CA_CERTS names, from which Node took no certificate then.
 *
 * @param file the value of that environment variable
 */
export function trustProblem(file: string | undefined): string | undefined {
  if (!file) return undefined
  const name = `NODE_EXTRA_CA_CERTS is ${JSON.stringify(file)}`
  try {
    if (readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined
    return `${name}, but that file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----), so it was ignored.`
  } catch {
    return `${name}, but there is no such file that can be read, so it was ignored. In a container, a path is that of the container, not that of the machine.`
  }
}
