import fs from 'node:fs';

/** Takes over `.env` when there is one; what the shell has set already wins. */
export function loadEnvironment(): void {
  if (fs.existsSync('.env')) process.loadEnvFile('.env');
}
