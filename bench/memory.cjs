'use strict'
const { writeFileSync } = require('node:fs')

// Preloaded in a measured program: writes its peak memory (KiB) to MEMORY_FILE at exit.
process.on('exit', () => writeFileSync(process.env.MEMORY_FILE, String(process.resourceUsage().maxRSS)))
