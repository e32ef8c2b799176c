// loaded with --import into a measured process: leaves its peak memory (KiB) in the file that SVC_BENCH_PEAK names
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const file = process.env.SVC_BENCH_PEAK
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS))
})
