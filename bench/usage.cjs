'use strict'
const { writeFileSync } = require('node:fs')

// Preloaded in a measured program: writes its CPU time (μs) and peak memory (KiB) to USAGE_FILE at exit.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const usage = { cpu: userCPUTime + systemCPUTime, memory: maxRSS }
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage))
})
