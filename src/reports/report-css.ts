import { join } from 'node:path'
import { readAsset } from '#src/pages/assets.ts'

export const REPORT_CSS = readAsset('report', 'css', join(import.meta.dirname, 'report.css'))
