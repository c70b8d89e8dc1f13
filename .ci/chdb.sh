#!/usr/bin/env bash
# Installs ClickHouse beside what the lockfile names. In this folder npm does not: chdb is an optional peer of the package.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund chdb@3.4.0
cp -a "$folder"/node_modules/[!.]* node_modules/
