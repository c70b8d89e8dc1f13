// The public face of the report, `persisted-artifacts/report`.

export { type ReportOptions, type ReportProgress, type WrittenReport, writeReport } from './report.js';
