import { spawn } from 'node:child_process';

export interface ToolResult {
  ok: boolean;
  output: string;
  seconds: number;
}

/** Runs `node ARGS` and keeps what it says; `live` lets it speak to the terminal itself. */
export function runTool(
  args: string[],
  options: { live?: boolean; env?: Record<string, string> } = {},
): Promise<ToolResult> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: options.live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ ok: code === 0, output, seconds: (performance.now() - since) / 1000 });
    });
  });
}
