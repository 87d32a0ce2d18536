import fc from 'fast-check'

// CI tries the same cases every time, so that no change fails for what another one has brought. Elsewhere they are new
// each time; a failure prints the seed and the path to its case, which go here, or into the test's `fc.assert`.
if (process.env.CI === 'true') fc.configureGlobal({ seed: 1 })

export { fc }
