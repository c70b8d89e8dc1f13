// The public face of the report, `persisted-artifacts/report`.
export {};
